package import Database
package import Store

/// What the database server has done and does, as its own counters tell.
package struct ServerLoad: Sendable {
  private let connection: Connection
  private let statements: Statements

  /// `connection` is used for nothing else meanwhile, so that what it asks does not disturb.
  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Since the server's statistics began; only differences mean something.
  package struct Counters: Sendable, Equatable {
    /// Of the database, those of others and of autovacuum included.
    package var commits: Int64
    /// Bytes of the whole server.
    package var walBytes: Int64
    /// Rows of the namespace's tables.
    package var inserted: Int64
    package var updated: Int64
    package var deleted: Int64
    /// Of the whole server.
    package var checkpoints: Int64
  }

  /// What matters to whoever reads a measurement.
  package struct Facts: Sendable {
    package var version: String
    /// Name and value of the settings that cost or save most.
    package var settings: [(name: String, value: String)]
  }

  package func counters() async throws(StoreError) -> Counters {
    let checkpoints = connection.serverVersion >= 170_000 ? "count_checkpoints_since_17" : "count_checkpoints"
    do throws(DatabaseError) {
      let answers = try await connection.pipeline([
        Call(statements.once("read_counters")), Call(statements.once(checkpoints)),
      ])
      let row = try answers[0].only()
      return Counters(
        commits: try row.get(0), walBytes: try row.get(1), inserted: try row.get(2), updated: try row.get(3),
        deleted: try row.get(4), checkpoints: try answers[1].only().get(0))
    } catch {
      throw StoreError(error)
    }
  }

  /// How many other sessions that application has.
  package func sessions(of application: String) async throws(StoreError) -> Int {
    do throws(DatabaseError) {
      return Int(
        try await connection.execute(statements.once("count_sessions"), [application]).only().get(Int64.self, 0))
    } catch {
      throw StoreError(error)
    }
  }

  /// What its sessions are busy with now: how many by wait event (`IO:WALSync`), or by nothing if they compute.
  package func waits(of application: String) async throws(StoreError) -> [(wait: String, sessions: Int)] {
    do throws(DatabaseError) {
      return try await connection.execute(statements["sample_waits"], [application]).decode {
        (row) throws(DatabaseError) in
        (try row.get(String.self, 0), Int(try row.get(Int64.self, 1)))
      }
    } catch {
      throw StoreError(error)
    }
  }

  package func facts() async throws(StoreError) -> Facts {
    do throws(DatabaseError) {
      let row = try await connection.execute(statements.once("read_server")).only()
      var settings: [(name: String, value: String)] = []
      for name in ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size"] {
        settings.append((name, try row.get(String.self, name)))
      }
      return Facts(version: try row.get(String.self, "version"), settings: settings)
    } catch {
      throw StoreError(error)
    }
  }

  /// How many attempts on record completed a task.
  package func completed() async throws(StoreError) -> Int {
    do throws(DatabaseError) {
      return Int(try await connection.execute(statements.once("count_completed")).only().get(Int64.self, 0))
    } catch {
      throw StoreError(error)
    }
  }
}
