package import Database
package import Monitor
package import Store
import Time

/// A connection to one hatchet: enqueue runs, apply workflows, look at what happens.
///
///     let hatchet = try await Client.open(Settings(database: "postgresql://…"))
///     let run = try await hatchet.enqueue("report", input: #"{"day":"2026-01-01"}"#)
///     let status = try await hatchet.wait(for: run)
public struct Client: Sendable {
  package let connection: Connection
  package let statements: Statements
  /// How the database was reached: what workers and further connections use.
  package let target: ConnectionTarget
  /// Where the monitor is; nil: in the same database.
  package let monitorTarget: ConnectionTarget?
  package let settings: Settings

  /// How a client checks the schema before it does anything.
  package enum SchemaCheck: Sendable {
    /// It must be the one that this hatchet is written for; a private PostgreSQL is brought to it.
    case required
    /// For `migrate` itself.
    case none
  }

  /// Connects, and makes sure that the schema fits: the private PostgreSQL is migrated on the way, any other must have
  /// been (`hatchet migrate`).
  ///
  /// Throws `unreachable`, `schema`, `usage` (the settings make no sense).
  public static func open(_ settings: Settings) async throws(HatchetError) -> Client {
    try await open(settings, checking: .required)
  }

  package static func open(_ settings: Settings, checking check: SchemaCheck) async throws(HatchetError) -> Client {
    guard let namespace = Namespace(settings.namespace) else {
      throw .noNamespace(settings.namespace)
    }
    let isPrivate = settings.database == nil
    let location = DatabaseLocation(settings)
    let monitorTarget = try location.monitorTarget()
    let target = try await location.target()
    do {
      let connection = try await Connection.open(target, name: "hatchet")
      if check == .required {
        let migrator = Migrator(namespace, connection)
        if !isPrivate {
          try await migrator.requireCurrent()
        } else if try await !migrator.migrate().isEmpty, monitorTarget == nil {
          // A later step of the monitor's alone is left to the engine that writes it.
          _ = try await Migrator(namespace, connection, part: .monitor).migrate()
        }
      }
      return Client(
        connection: connection, statements: Statements(namespace), target: target, monitorTarget: monitorTarget,
        settings: settings)
    } catch {
      throw HatchetError(error)
    }
  }

  /// On a connection that is open, with whatever schema there is. `target` is how it was reached; `monitorTarget` nil:
  /// the monitor is in the same database.
  package init(
    connection: Connection, statements: Statements, target: ConnectionTarget, monitorTarget: ConnectionTarget? = nil,
    settings: Settings
  ) {
    self.connection = connection
    self.statements = statements
    self.target = target
    self.monitorTarget = monitorTarget
    self.settings = settings
  }

  /// Ends the connection.
  public func close() async { await connection.close() }

  package var migrator: Migrator { Migrator(statements.namespace, connection) }
  package var runLog: RunLog { RunLog(connection, statements) }
  package var bulkIntake: BulkIntake { BulkIntake(connection, statements) }
  package var workflowTable: WorkflowTable { WorkflowTable(connection, statements) }
  package var cronTable: CronTable { CronTable(connection, statements) }
  package var scheduleReader: ScheduleReader { ScheduleReader(connection, statements) }
  package var partitionTable: PartitionTable { PartitionTable(connection, statements) }
  package var runReader: RunReader { RunReader(connection, statements) }
  package var logReader: LogReader { LogReader(connection, statements) }
  package var workerReader: WorkerReader { WorkerReader(connection, statements) }
}

extension HatchetError {
  package static func noNamespace(_ name: String) -> HatchetError {
    HatchetError(
      .usage, "'\(name)' cannot be a namespace",
      hint: "a namespace is a lower-case letter, then up to 47 lower-case letters, digits and underscores")
  }
}
