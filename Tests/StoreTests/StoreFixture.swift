import Database
import Engine
import Store
import TestSupport
import Testing
import Time

/// A database with the current schema, and a connection to it.
struct StoreFixture {
  let database: TestDatabase
  let connection: Connection
  let statements = Statements(.standard)

  init() async throws {
    database = try await .migrated()
    connection = try await database.connect()
  }

  /// A leadership, on a connection of its own.
  func lead() async throws -> Leadership { try await lead(on: try await database.connect(name: "leader")) }

  func lead(on connection: Connection) async throws -> Leadership {
    guard case .elected(let leadership) = try await Election(connection, statements).attempt(as: "test") else {
      throw NotElected()
    }
    return leadership
  }

  /// A version of a workflow with one task, and what `hatchet.enqueue` calls it.
  @discardableResult
  func apply(_ name: String = "w", inputSchema: JSONText? = nil) async throws -> Int64 {
    try await database.apply(#"{"name":"\#(name)","tasks":{"a":{"run":"true"}}}"#, name: name, inputSchema: inputSchema)
  }

  func enqueue(_ name: String = "w", input: JSONText = "{}") async throws -> RunID {
    try await RunLog(connection, statements).enqueue(.init(workflow: name, input: input))
  }

  func run(_ script: String) async throws { try await connection.simple(script) }

  func number(_ query: String) async throws -> Int64 {
    try await connection.execute(SQLStatement(query)).only().get(Int64.self, 0)
  }
}

struct NotElected: Error {}

extension Tail {
  /// Stores the cursors, and reads, as the leader does.
  mutating func read(_ leadership: Leadership, oldestLive: Timestamp? = nil) async throws -> Reading {
    let answers = try await leadership.exchange(moves(), relaxed: true, reads: [calls(oldestLive: oldestLive)])
    return try digest(answers[0])
  }
}
