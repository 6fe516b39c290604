package import Database
package import Engine
package import Time
package import Workflows

/// The workflows that were applied, and their versions.
package struct WorkflowTable: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// What is stored of one workflow.
  package struct Submission: Sendable {
    package var name: String
    /// Of `definition`.
    package var checksum: String
    /// Canonical JSON.
    package var definition: JSONText
    package var priority: Int16
    package var inputSchema: JSONText?
    package var directory: String?
    package var crons: [CronTrigger]

    package init(
      name: String, checksum: String, definition: JSONText, priority: Int16, inputSchema: JSONText?, directory: String?,
      crons: [CronTrigger] = []
    ) {
      self.name = name
      self.checksum = checksum
      self.definition = definition
      self.priority = priority
      self.inputSchema = inputSchema
      self.directory = directory
      self.crons = crons
    }
  }

  /// What applying did.
  package enum Change: String, Sendable {
    case created
    case updated
    case unchanged
  }

  /// Stores all, in one transaction, and makes each the version of new runs, and its schedules those of its file.
  ///
  /// Throws `invalid` or `refused` for a schedule that cannot be.
  package func apply(_ submissions: [Submission]) async throws(StoreError) -> [(version: VersionID, change: Change)] {
    do {
      return try await connection.transaction { transaction in
        var results: [(version: VersionID, change: Change)] = []
        for submission in submissions {
          let former = try await transaction.execute(statements.once("find_workflow"), [submission.name])
          let version = try await transaction.execute(
            statements.once("put_version"),
            [
              submission.name, submission.checksum, submission.definition, submission.priority,
              submission.inputSchema.map(JSONBText.init), submission.directory,
            ]
          ).only().get(Int64.self, 0)
          let moved = try await transaction.execute(statements.once("put_workflow"), [submission.name, version])
          try await transaction.sync(submission.crons, of: submission.name, statements)
          let change: Change = former.isEmpty ? .created : moved.isEmpty ? .unchanged : .updated
          results.append((VersionID(rawValue: version), change))
        }
        return results
      }
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error)
    } catch {
      preconditionFailure("only the database fails here")
    }
  }

  /// Which of these inputs break a schema, by their index, and how: `input.day: is required`.
  package func violations(of schema: JSONText, in inputs: [JSONText]) async throws(StoreError) -> [Int: String] {
    do throws(DatabaseError) {
      var violations: [Int: String] = [:]
      for row in try await connection.execute(statements.once("input_violations"), [JSONBText(schema), inputs]) {
        violations[Int(try row.get(Int64.self, 0)) - 1] = try row.get(String.self, 1)
      }
      return violations
    } catch {
      throw StoreError(error)
    }
  }

  /// A workflow with its present version.
  package struct Entry: Sendable {
    package var name: String
    package var version: VersionID
    package var checksum: String
    package var definition: JSONText
    package var priority: Int16
    package var directory: String?
    package var createdAt: Timestamp
    package var appliedAt: Timestamp
    /// How many versions there have been.
    package var versions: Int64
    /// Since when it is paused; nil if it is not.
    package var pausedAt: Timestamp?
    /// What becomes of the ticks of its crons meanwhile.
    package var pausedCrons: PausedCrons
  }

  /// All, by name.
  package func list() async throws(StoreError) -> [Entry] { try await entries("list_workflows", []) }

  /// nil if it was never applied.
  package func find(_ name: String) async throws(StoreError) -> Entry? {
    try await entries("find_workflow", [name]).first
  }

  /// Lets nothing of a workflow start, or lets it go on. Throws `notFound`.
  package func pause(_ name: String, paused: Bool = true, crons: PausedCrons = .queue) async throws(StoreError) {
    do throws(DatabaseError) {
      _ = try await connection.execute(statements.once("pause_workflow"), [name, paused, crons.rawValue])
    } catch {
      throw StoreError(error)
    }
  }

  /// Names that start so, at most 200.
  package func names(startingWith prefix: String) async throws(StoreError) -> [String] {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once("workflow_names"), [prefix]).decode(String.self)
    } catch {
      throw StoreError(error)
    }
  }

  private func entries(_ name: String, _ parameters: Parameters) async throws(StoreError) -> [Entry] {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once(name), parameters).decode { (row) throws(DatabaseError) in
        Entry(
          name: try row.get(0), version: VersionID(rawValue: try row.get(1)), checksum: try row.get(2),
          definition: try row.get(3), priority: try row.get(4), directory: try row.get(5), createdAt: try row.get(6),
          appliedAt: try row.get(7), versions: try row.get(10), pausedAt: try row.get(8),
          pausedCrons: PausedCrons(rawValue: try row.get(9)) ?? .queue)
      }
    } catch {
      throw StoreError(error)
    }
  }
}
