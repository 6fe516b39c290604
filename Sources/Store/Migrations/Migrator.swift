package import Database

/// Brings one of a namespace's schemas to the version that this binary is written for, and tells whether it is.
///
/// Each step is a transaction of its own, under an advisory lock, so that two migrators take turns.
package struct Migrator: Sendable {
  package let namespace: Namespace
  private let part: Migration.Part
  private let connection: Connection

  package init(_ namespace: Namespace, _ connection: Connection, part: Migration.Part = .core) {
    self.namespace = namespace
    self.connection = connection
    self.part = part
  }

  /// The name of the schema.
  package var schema: String { Self.schema(of: part, in: namespace) }

  private static func schema(of part: Migration.Part, in namespace: Namespace) -> String {
    part == .core ? namespace.name : namespace.monitorSchema
  }

  private var known: [Migration] { Migration.of(part) }

  /// One step that the database has, or that it lacks.
  package struct Status: Sendable {
    package var part: Migration.Part
    /// The schema's name.
    package var schema: String
    package var version: Int
    package var name: String
    /// RFC 3339; nil if it was not applied.
    package var appliedAt: String?
  }

  /// Every step known to the database or to this binary, in order.
  package func status() async throws(StoreError) -> [Status] {
    let applied = try await self.applied()
    var byVersion: [Int: Status] = [:]
    for migration in known {
      byVersion[migration.version] = status(migration.version, migration.name, nil)
    }
    for step in applied {
      byVersion[step.version] = status(step.version, step.name, step.appliedAt)
    }
    return byVersion.values.sorted { $0.version < $1.version }
  }

  private func status(_ version: Int, _ name: String, _ appliedAt: String?) -> Status {
    Status(part: part, schema: schema, version: version, name: name, appliedAt: appliedAt)
  }

  /// The steps that `migrate` would apply.
  package func pending() async throws(StoreError) -> [Migration] {
    let applied = try await self.applied()
    try check(applied)
    return known.filter { $0.version > applied.count }
  }

  /// Applies what is pending, and returns it.
  package func migrate(announce: @Sendable (Migration) -> Void = { _ in }) async throws(StoreError) -> [Migration] {
    var done: [Migration] = []
    while let next = try await pending().first {
      if try await apply(next) {
        announce(next)
        done.append(next)
      }
    }
    return done
  }

  /// Takes back the steps after `version`, the last first. Data of the tables that they made is gone.
  package func down(to version: Int, announce: @Sendable (Migration) -> Void = { _ in }) async throws(StoreError) {
    let applied = try await self.applied()
    try check(applied)
    for migration in known.reversed() where migration.version > version && migration.version <= applied.count {
      var script = Self.begin(schema, expecting: migration.version)
      script += namespace.rendering(migration.down)
      script += "\ndelete from \(table) where version = \(migration.version);\n"
      if migration.version == 1 { script += "drop schema \(schema) cascade;\n" }
      try await run(script + "commit;", step: "take back", migration)
      announce(migration)
    }
  }

  /// What `migrate sql` prints: the steps from `version` on, each as the transaction that it is.
  package static func script(
    for namespace: Namespace, _ part: Migration.Part = .core, after version: Int = 0
  ) -> String {
    Migration.of(part).filter { $0.version > version }
      .map { "-- \($0.label)\n" + transaction($0, namespace, schema(of: part, in: namespace)) }
      .joined(separator: "\n")
  }

  /// Fails unless the schema is exactly the one that this binary is written for.
  package func requireCurrent() async throws(StoreError) {
    let applied = try await self.applied()
    try check(applied)
    guard applied.count < known.count else { return }
    throw StoreError(
      code: .schemaTooOld,
      message: applied.isEmpty
        ? "schema '\(schema)' does not exist in the database"
        : "schema '\(schema)' is at version \(applied.count), this hatchet needs \(known.count)",
      hint: "run 'hatchet migrate'")
  }

  private struct Applied {
    var version: Int
    var name: String
    var checksum: String
    var appliedAt: String
  }

  private var table: String { "\(schema).migration" }

  private func applied() async throws(StoreError) -> [Applied] {
    do throws(DatabaseError) {
      let rows = try await connection.execute(
        SQLStatement(
          """
          select version, name, checksum, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
          from \(table) order by version
          """))
      return try rows.decode(Int32.self, String.self, String.self, String.self).map {
        Applied(version: Int($0.0), name: $0.1, checksum: $0.2, appliedAt: $0.3)
      }
    } catch  where error.sqlState == "42P01" || error.sqlState == "3F000" {
      // No such table, no such schema: asking beforehand would cost every command a round trip.
      return []
    } catch {
      throw StoreError(error)
    }
  }

  private func check(_ applied: [Applied]) throws(StoreError) {
    if let newest = applied.last?.version, newest > known.count {
      throw StoreError(
        code: .schemaTooNew,
        message: "schema '\(schema)' is at version \(newest), this hatchet knows \(known.count)",
        hint: "install the hatchet that made it, or a newer one")
    }
    for (step, migration) in zip(applied, known)
    where step.checksum != migration.checksum || step.version != migration.version {
      throw StoreError(
        code: .schemaChanged, message: "migration \(migration.label) was applied in another form",
        hint: "this binary and the one that migrated '\(schema)' come from different sources")
    }
  }

  /// False if another migrator was faster.
  private func apply(_ migration: Migration) async throws(StoreError) -> Bool {
    do throws(StoreError) {
      try await run(Self.transaction(migration, namespace, schema), step: "apply", migration)
      return true
    } catch  where error.cause?.sqlState == Self.takenState {
      return false
    }
  }

  private static func transaction(_ migration: Migration, _ namespace: Namespace, _ schema: String) -> String {
    begin(schema, expecting: migration.version - 1) + namespace.rendering(migration.up) + """

      insert into \(schema).migration (version, name, checksum)
      values (\(migration.version), \(migration.name.sqlLiteral), \(migration.checksum.sqlLiteral));
      commit;

      """
  }

  /// Raised by a step whose turn is over.
  private static let takenState = "HT409"

  private static func begin(_ schema: String, expecting version: Int) -> String {
    """
    begin;
    set local search_path = pg_catalog;
    -- Another migrator may take its time; whoever uses the tables must not be kept waiting for long.
    select pg_advisory_xact_lock(hashtext('\(schema)'), -2);
    set local lock_timeout = '30s';
    create schema if not exists \(schema);
    create table if not exists \(schema).migration (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now()
    );
    do $$ begin
      if (select coalesce(max(version), 0) from \(schema).migration) <> \(version) then
        raise exception 'another migrator was faster' using errcode = '\(takenState)';
      end if;
    end $$;

    """
  }

  private func run(_ script: String, step: String, _ migration: Migration) async throws(StoreError) {
    do {
      try await connection.simple(script)
    } catch {
      _ = try? await connection.simple("rollback")
      var failure = StoreError(error)
      failure.message = "unable to \(step) migration \(migration.label): \(failure.message)"
      throw failure
    }
  }
}
