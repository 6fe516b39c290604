import Database
import TestSupport
import Testing

@Suite struct TransactionTests {
  private struct Stop: Error {}

  private func connect() async throws -> Connection {
    let connection = try await TestDatabase.shared().connect()
    try await connection.simple("create temp table t (i int primary key)")
    return connection
  }

  private func count(_ connection: Connection) async throws -> Int {
    try await connection.execute("select count(*) from t").only().get(0)
  }

  @Test func commits() async throws {
    let connection = try await connect()
    let level = try await connection.transaction("begin isolation level repeatable read") { transaction in
      try await transaction.execute("insert into t values (1)")
      try await transaction.execute("insert into t values (2)")
      return try await transaction.execute("show transaction_isolation").only().get(String.self, 0)
    }
    #expect(level == "repeatable read")
    #expect(try await count(connection) == 2)
    #expect(await !connection.isInTransaction)
  }

  @Test func rollsBackWhatThrows() async throws {
    let connection = try await connect()
    await #expect(throws: Stop.self) {
      try await connection.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        throw Stop()
      }
    }
    #expect(try await count(connection) == 0)
    #expect(await !connection.isInTransaction)
  }

  @Test func aSwallowedErrorDoesNotLookLikeACommit() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        _ = try? await transaction.execute("select 1/0")
      }
    }
    #expect(error?.code == .sqlState("25P02"))
    #expect(try await count(connection) == 0)
  }

  @Test func aFailedCommitRollsBack() async throws {
    let connection = try await connect()
    try await connection.simple("create temp table d (i int unique deferrable initially deferred)")
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.transaction { try await $0.execute("insert into d values (1), (1)") }
    }
    #expect(error?.code == .sqlState("23505"))
    #expect(await !connection.isInTransaction)
  }

  @Test func aCancelledTaskRollsBack() async throws {
    let connection = try await connect()
    let (began, begun) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await connection.transaction { transaction in
        try await transaction.execute("insert into t values (1)")
        begun.yield()
        try await transaction.execute("select pg_sleep(60)")
      }
    }
    for await _ in began { break }
    task.cancel()
    await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(try await count(connection) == 0)
  }

  @Test func othersWaitUntilItIsOver() async throws {
    let connection = try await connect()
    let (began, begun) = AsyncStream.makeStream(of: Void.self)
    async let other = {
      for await _ in began { break }
      return try await connection.execute("select count(*) from t").only().get(Int.self, 0)
    }()
    try await connection.transaction { transaction in
      try await transaction.execute("insert into t values (1)")
      begun.yield()
      try await transaction.execute("insert into t values (2)")
      try await transaction.execute("select pg_sleep(0.05)")
      try await transaction.execute("insert into t values (3)")
    }
    #expect(try await other == 3)
  }

  @Test func usingTheConnectionInsideIsAnErrorAndNoDeadlock() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.transaction { _ in try await connection.execute("select 1") }
    }
    #expect(error?.code == .protocolViolation)
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func itCannotBeUsedAfterwards() async throws {
    let connection = try await connect()
    let kept = try await connection.transaction { $0 }
    let error = await #expect(throws: DatabaseError.self) { try await kept.execute("select 1") }
    #expect(error?.message == "the transaction is over")
  }

  @Test func copyInside() async throws {
    let connection = try await connect()
    let copied = try await connection.transaction { transaction in
      try await transaction.copyIn("copy t from stdin", [Array("1\n2\n".utf8)])
    }
    #expect(copied == 2)
    #expect(try await count(connection) == 2)
  }
}
