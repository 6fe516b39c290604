import Database
import TestSupport
import Testing

/// Time-outs and cancellation: the call ends, the query ends on the server, and the connection stays usable.
@Suite struct DeadlineTests {
  private func connect() async throws -> Connection { try await TestDatabase.shared().connect() }

  @Test func aSlowQueryTimesOut() async throws {
    let connection = try await connect()
    let start = ContinuousClock.now
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute("select pg_sleep(60)", timeout: .milliseconds(50))
    }
    #expect(error?.code == .timeout)
    #expect(error?.sqlState == "57014")
    #expect(.now - start < .seconds(30))
    #expect(try await connection.execute("select 1", timeout: .seconds(5)).count == 1)
    #expect(try await TestDatabase.activity(of: connection) == "idle")
  }

  @Test func aSlowScriptTimesOut() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.simple("select 1; select pg_sleep(60)", timeout: .milliseconds(50))
    }
    #expect(error?.code == .timeout)
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func everySlowListOfAPipelineIsCancelled() async throws {
    let connection = try await connect()
    let start = ContinuousClock.now
    let results = try await connection.pipeline(
      [[Call("select 1")], [Call("select pg_sleep(60)")], [Call("select pg_sleep(60)")]], timeout: .milliseconds(50))
    #expect(throws: Never.self) { try results[0].get() }
    for result in results[1...] {
      #expect(throws: DatabaseError.self) { try result.get() }
    }
    #expect(.now - start < .seconds(30))
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func theServersOwnTimeoutIsNotOurs() async throws {
    let connection = try await connect()
    try await connection.simple("set statement_timeout = 20")
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute("select pg_sleep(60)", timeout: .seconds(60))
    }
    #expect(error?.code == .sqlState("57014"))
  }

  @Test func aCancelledTaskCancelsItsQuery() async throws {
    let connection = try await connect()
    let task = Task { try await connection.execute("select pg_sleep(60)") }
    try await eventually("it sleeps") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    task.cancel()
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func aTaskCancelledBeforehandSendsNothing() async throws {
    let connection = try await connect()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await connection.execute("create table should_not_be (i int)")
    }
    task.cancel()
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(try await connection.execute("select to_regclass('should_not_be') is null").only().get(Bool.self, 0))
  }

  @Test func cancelFromOutside() async throws {
    let connection = try await connect()
    let sleeping = Task { try await connection.execute("select pg_sleep(60)") }
    try await eventually("it sleeps") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    await connection.cancel()
    let error = await #expect(throws: DatabaseError.self) { try await sleeping.value }
    #expect(error?.code == .cancelled)
    // Nothing runs: nothing happens.
    await connection.cancel()
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func waitingForOthersCountsToo() async throws {
    let connection = try await connect()
    let long = Task { try await connection.execute("select pg_sleep(60)") }
    try await eventually("it sleeps") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute("select 1", timeout: .milliseconds(20))
    }
    #expect(error?.code == .timeout)
    #expect(error?.server == nil)
    await connection.cancel()
    await #expect(throws: DatabaseError.self) { try await long.value }
  }

  @Test func aCancellationNeverHitsTheNextCall() async throws {
    let connection = try await connect()
    for round in 0..<100 {
      _ = try? await connection.execute("select pg_sleep(0.001)", timeout: .microseconds(900 + round * 10))
      #expect(try await connection.execute("select $1", [round]).only().get(Int.self, 0) == round)
    }
  }

  @Test func aHungServerIsGivenUp() async throws {
    let server = try await TestServer.start()
    let connection = try await Connection.open(server.target())
    try await server.freeze(connection.backendProcessID)
    let start = ContinuousClock.now
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute("select 1", timeout: .milliseconds(100))
    }
    #expect(error?.code == .timeout)
    #expect(connection.isClosed)
    #expect(.now - start < Connection.cancelGrace + .seconds(25))
    try await server.remove()
  }

  @Test func closingEndsWhatRuns() async throws {
    let connection = try await connect()
    let sleeping = Task { try await connection.execute("select pg_sleep(60)") }
    try await eventually("it sleeps") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    await connection.close()
    let error = await #expect(throws: DatabaseError.self) { try await sleeping.value }
    #expect(error?.code == .closed)
    let later = await #expect(throws: DatabaseError.self) { try await connection.execute("select 1") }
    #expect(later?.code == .closed)
    #expect(connection.isClosed)
    await connection.close()
  }
}
