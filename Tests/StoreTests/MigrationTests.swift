import Database
import Store
import TestSupport
import Testing

@Suite struct MigrationTests {
  private func migrated(
    _ namespace: Namespace = .standard
  ) async throws -> (database: TestDatabase, connection: Connection, migrator: Migrator) {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    let migrator = Migrator(namespace, connection)
    _ = try await migrator.migrate()
    return (database, connection, migrator)
  }

  private func schemaExists(_ name: String, _ connection: Connection) async throws -> Bool {
    try await connection.execute("select to_regnamespace($1) is not null", [name]).only().get(Bool.self, 0)
  }

  @Test func comesUpFromNothing() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    let migrator = Migrator(.standard, connection)
    #expect(try await migrator.pending().map(\.version) == Migration.all.map(\.version))
    #expect(try await migrator.status().allSatisfy { $0.appliedAt == nil })
    var error = await #expect(throws: StoreError.self) { try await migrator.requireCurrent() }
    #expect(error?.code == .schemaTooOld)
    #expect(error?.hint == "run 'hatchet migrate'")

    #expect(try await migrator.migrate().map(\.version) == Migration.all.map(\.version))
    try await migrator.requireCurrent()
    #expect(try await migrator.pending().isEmpty)
    #expect(try await migrator.migrate().isEmpty)
    let status = try await migrator.status()
    #expect(status.map(\.version) == Migration.all.map(\.version))
    #expect(status.allSatisfy { $0.appliedAt?.hasSuffix("Z") == true })

    try await migrator.down(to: Migration.all.count - 1)
    error = await #expect(throws: StoreError.self) { try await migrator.requireCurrent() }
    #expect(error?.code == .schemaTooOld)
    #expect(
      error?.message
        == "schema 'hatchet' is at version \(Migration.all.count - 1), this hatchet needs \(Migration.all.count)")
  }

  /// Whatever a step makes its way back takes away, and nothing else: at each version the schema is the same, whether it
  /// was reached from below or from above.
  @Test func goesDownToEachVersionAndUpAgain() async throws {
    let (database, connection, migrator) = try await migrated()
    let top = try await SchemaDump.of(database).text
    var onTheWayDown: [Int: String] = [:]
    for version in (1..<Migration.all.count).reversed() {
      try await migrator.down(to: version)
      onTheWayDown[version] = try await SchemaDump.of(database).text
    }
    try await migrator.down(to: 0)
    #expect(try await !schemaExists("hatchet", connection))

    try await connection.simple("create schema hatchet")
    for migration in Migration.all.dropLast() {
      try await connection.simple(migration.up)
      let reached = try await SchemaDump.of(database).text
      #expect(reached == onTheWayDown[migration.version], "the way back to \(migration.label)")
    }
    try await connection.simple("drop schema hatchet cascade")

    _ = try await migrator.migrate()
    #expect(try await SchemaDump.of(database).text == top)
    try await migrator.down(to: 3)
    #expect(try await migrator.migrate().map(\.version) == Array(4...Migration.all.count))
    #expect(try await SchemaDump.of(database).text == top)
  }

  @Test func takesBackWithRunsInTheTables() async throws {
    let (_, connection, migrator) = try await migrated()
    try await connection.simple(
      """
      insert into hatchet.workflow_version (workflow, checksum, definition, priority) values ('w', repeat('0', 64), '{}', 2);
      insert into hatchet.workflow (name, version) select workflow, id from hatchet.workflow_version;
      select hatchet.enqueue('w');
      """)
    try await migrator.down(to: 0)
    #expect(try await !schemaExists("hatchet", connection))
  }

  @Test func theScriptDoesTheSame() async throws {
    let (database, _, _) = try await migrated()
    let other = try await TestDatabase.fresh()
    let connection = try await other.connect()
    try await connection.simple(Migrator.script(for: .standard))
    try await Migrator(.standard, connection).requireCurrent()
    #expect(try await SchemaDump.of(other).text == SchemaDump.of(database).text)
    #expect(Migrator.script(for: .standard, after: Migration.all.count).isEmpty)
  }

  @Test func refusesAStepInAnotherForm() async throws {
    let (_, connection, migrator) = try await migrated()
    try await connection.simple("update hatchet.migration set checksum = repeat('0', 64) where version = 2")
    for action in [migrator.requireCurrent, { _ = try await migrator.migrate() }, { try await migrator.down(to: 0) }] {
      let error = await #expect(throws: StoreError.self) { try await action() }
      #expect(error?.code == .schemaChanged)
      #expect(error?.message == "migration 0002_logs was applied in another form")
    }
    #expect(try await schemaExists("hatchet", connection))
  }

  @Test func refusesANewerSchema() async throws {
    let (_, connection, migrator) = try await migrated()
    let newer = Migration.all.count + 1
    try await connection.execute(
      "insert into hatchet.migration (version, name, checksum) values ($1, 'later', repeat('0', 64))", [Int32(newer)])
    for action in [migrator.requireCurrent, { _ = try await migrator.migrate() }, { try await migrator.down(to: 0) }] {
      let error = await #expect(throws: StoreError.self) { try await action() }
      #expect(error?.code == .schemaTooNew)
      #expect(error?.message == "schema 'hatchet' is at version \(newer), this hatchet knows \(newer - 1)")
      #expect(error?.hint == "install the hatchet that made it, or a newer one")
    }
    #expect(try await migrator.status().last?.name == "later")
  }

  @Test func twoMigratorsTakeTurns() async throws {
    let database = try await TestDatabase.fresh()
    let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let connection = try await database.connect()
          defer { Task { await connection.close() } }
          return try await Migrator(.standard, connection).migrate().map(\.version)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(applied.sorted() == Migration.all.map(\.version))
    try await Migrator(.standard, try await database.connect()).requireCurrent()
  }

  @Test func anotherNamespaceIsTheSameUnderAnotherName() async throws {
    let other = try #require(Namespace("other_1"))
    let (database, connection, _) = try await migrated(other)
    #expect(try await !schemaExists("hatchet", connection))
    let dump = try await SchemaDump.of(database, other).text
    #expect(!dump.contains("hatchet"), "something of \(other) still says hatchet")

    let (reference, standard, _) = try await migrated()
    let sorted = { (text: String) in text.split(separator: "\n").sorted() }
    let renamed = other.rendering(try await SchemaDump.of(reference).text)
    #expect(sorted(dump) == sorted(renamed))

    // Both in one database: what is enqueued in one is not in the other.
    let migrator = Migrator(other, standard)
    _ = try await migrator.migrate()
    try await migrator.down(to: 0)
    try await Migrator(.standard, standard).requireCurrent()
  }

  /// The monitor's steps are counted apart, and go without those of the core.
  @Test func theMonitorIsASchemaOfItsOwn() async throws {
    let other = try #require(Namespace("other_1"))
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    let migrator = Migrator(other, connection, part: .monitor)
    #expect(migrator.schema == "other_1_monitor")
    #expect(try await migrator.migrate().map(\.label).first == "monitor/0001_tables")
    try await migrator.requireCurrent()
    #expect(try await schemaExists("other_1_monitor", connection))
    #expect(try await !schemaExists("other_1", connection))
    let text = try await SchemaDump.of(database, schema: migrator.schema).text
    #expect(!text.contains("hatchet"), "something of \(migrator.schema) still says hatchet")
    let error = await #expect(throws: StoreError.self) { try await Migrator(other, connection).requireCurrent() }
    #expect(error?.code == .schemaTooOld)
    try await migrator.down(to: 0)
    #expect(try await !schemaExists("other_1_monitor", connection))

    try await connection.simple(Migrator.script(for: other, .monitor))
    try await migrator.requireCurrent()
    #expect(try await SchemaDump.of(database, schema: migrator.schema).text == text)
  }

  @Test func noNamespaceIsAnothersMonitor() {
    #expect(Namespace("x_monitor") == nil)
    #expect(Namespace("monitor")?.monitorSchema == "monitor_monitor")
    #expect(
      Namespace("x")?.rendering("hatchet_monitor.run hatchet.run hatchet_monitors")
        == "x_monitor.run x.run hatchet_monitors")
  }

  @Test func aStepThatFailsLeavesNothing() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    try await connection.simple("create schema hatchet; create table hatchet.run (mine text)")
    let migrator = Migrator(.standard, connection)
    let error = await #expect(throws: StoreError.self) { try await migrator.migrate() }
    #expect(error?.message == "unable to apply migration 0002_logs: relation \"run\" already exists")
    #expect(try await migrator.pending().first?.version == 2)
    #expect(try await connection.execute("select to_regtype('hatchet.outcome') is null").only().get(Bool.self, 0))
  }
}
