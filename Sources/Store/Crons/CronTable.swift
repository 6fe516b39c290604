package import Database
package import Time
package import Workflows

/// The schedules, as commands see them.
package struct CronTable: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// A schedule that somebody asks for.
  package struct Submission: Sendable {
    package var workflow: String
    package var trigger: CronTrigger
    /// A JSON document.
    package var input: JSONText
    /// A JSON object.
    package var metadata: JSONText?
    /// nil: what the workflow says when it fires.
    package var priority: Int16?
    package var isPaused: Bool

    package init(
      workflow: String, trigger: CronTrigger, input: JSONText = "{}", metadata: JSONText? = nil,
      priority: Int16? = nil, isPaused: Bool = false
    ) {
      self.workflow = workflow
      self.trigger = trigger
      self.input = input
      self.metadata = metadata
      self.priority = priority
      self.isPaused = isPaused
    }
  }

  /// Who has declared it.
  package enum Source: String, Sendable {
    case file
    case user
  }

  package struct Entry: Sendable {
    package var id: Int64
    package var workflow: String
    package var name: String
    package var source: Source
    package var expression: String
    package var timezone: String
    package var catchUp: String
    package var catchUpWindow: Duration
    package var input: JSONText
    package var metadata: JSONText?
    package var priority: Int16?
    package var isPaused: Bool
    package var createdAt: Timestamp
    package var lastAt: Timestamp?
    /// The tick that is next; nil while it is paused, or until a leader has worked it out.
    package var nextAt: Timestamp?
  }

  /// Stores a schedule; returns its number.
  ///
  /// Throws `notFound` (no such workflow), `invalid` (the input breaks its schema), `refused` (the name is taken).
  package func create(_ cron: Submission) async throws(StoreError) -> Int64 {
    let (trigger, workflow) = (cron.trigger, cron.workflow)
    if try await execute("find_workflow", [workflow]).isEmpty { throw .noWorkflow(workflow) }
    if let violation = try await execute("cron_violation", [workflow, [trigger.name], [cron.input]]).first {
      throw .cronViolation(violation, workflow)
    }
    let rows = try await execute(
      "create_cron",
      [
        workflow, trigger.name, trigger.at, trigger.timezone ?? "UTC", trigger.catchUp.rawValue, trigger.catchUpWindow,
        cron.input, cron.metadata, cron.priority, cron.isPaused,
      ])
    guard let row = rows.first else { throw .cronExists(trigger.name, workflow) }
    do throws(DatabaseError) { return try row.get(0) } catch { throw StoreError(error) }
  }

  /// All, by workflow and name.
  package func list() async throws(StoreError) -> [Entry] {
    let rows = try await execute("list_crons", [])
    do throws(DatabaseError) { return try rows.decode(Entry.init(row:)) } catch { throw StoreError(error) }
  }

  /// Lets a schedule fire no more, or again: from now on, for it has missed nothing. False if it was so already.
  package func setPaused(_ cron: Int64, _ isPaused: Bool) async throws(StoreError) -> Bool {
    try await !execute("pause_cron", [cron, isPaused]).isEmpty
  }

  /// False if it is gone, or a file's.
  package func delete(_ cron: Int64) async throws(StoreError) -> Bool {
    try await !execute("delete_cron", [cron]).isEmpty
  }

  private func execute(_ name: String, _ parameters: Parameters) async throws(StoreError) -> Rows {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once(name), parameters)
    } catch {
      throw StoreError(error)
    }
  }
}

extension CronTable.Entry {
  init(row: Row) throws(DatabaseError) {
    self.init(
      id: try row.get(0), workflow: try row.get(1), name: try row.get(2),
      source: CronTable.Source(rawValue: try row.get(3)) ?? .user, expression: try row.get(4),
      timezone: try row.get(5), catchUp: try row.get(6), catchUpWindow: try row.get(7), input: try row.get(8),
      metadata: try row.get(9), priority: try row.get(10), isPaused: try row.get(11), createdAt: try row.get(12),
      lastAt: try row.get(13), nextAt: try row.get(14))
  }
}
