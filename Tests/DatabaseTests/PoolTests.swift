import Database
import Synchronization
import TestSupport
import Testing

@Suite struct PoolTests {
  private struct Stop: Error {}

  private func pool(limit: Int) async throws -> Pool {
    Pool(try await TestDatabase.shared().target, name: "pool", limit: limit)
  }

  @Test func neverMoreThanTheLimit() async throws {
    let pool = try await pool(limit: 3)
    let processes = try await withThrowingTaskGroup(of: Int32.self) { group in
      for _ in 0..<50 {
        group.addTask {
          try await pool.withConnection { connection in
            try await connection.execute("select pg_backend_pid() from pg_sleep(0.002)").only().get(Int32.self, 0)
          }
        }
      }
      return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
    }
    #expect((1...3).contains(processes.count))
    #expect(await pool.count <= 3)
    await pool.close()
    #expect(await pool.count == 0)
    let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
    #expect(error?.code == .closed)
  }

  @Test func waitersAreServedInTurn() async throws {
    let pool = try await pool(limit: 1)
    let (order, served) = AsyncStream.makeStream(of: Int.self)
    let tasks = try await pool.withConnection { _ in
      var tasks: [Task<Void, any Error>] = []
      for number in 0..<10 {
        tasks.append(
          Task {
            try await pool.withConnection { _ in
              _ = served.yield(number)
            }
          })
        try await eventually("it waits") { await pool.waiting == number + 1 }
      }
      return tasks
    }
    for task in tasks { try await task.value }
    served.finish()
    #expect(await order.reduce(into: [Int]()) { $0.append($1) } == Array(0..<10))
    await pool.close()
  }

  @Test func waitingHasABound() async throws {
    let pool = try await pool(limit: 1)
    try await pool.withConnection { _ in
      let error = await #expect(throws: DatabaseError.self) {
        try await pool.withConnection(waiting: .milliseconds(20)) { _ in }
      }
      #expect(error?.code == .timeout)
    }
    #expect(try await pool.withConnection { try await $0.execute("select 1").count } == 1)
    await pool.close()
  }

  @Test func brokenConnectionsAreReplaced() async throws {
    let pool = try await pool(limit: 1)
    let first = try await pool.withConnection { connection in
      try await TestDatabase.terminate(connection)
      _ = await connection.waitUntilClosed()
      return connection.backendProcessID
    }
    let second = try await pool.withConnection { connection in
      try await connection.simple("begin")
      return connection.backendProcessID
    }
    #expect(first != second)
    // One that was left in a transaction is not lent again.
    let third = try await pool.withConnection { connection in
      try await connection.execute("select 1")
      return connection.backendProcessID
    }
    #expect(third != second)
    await #expect(throws: Stop.self) { try await pool.withConnection { _ in throw Stop() } }
    #expect(try await pool.withConnection { $0.backendProcessID } == third)
    await pool.close()
  }

  @Test func aFailureToConnectGivesThePlaceBack() async throws {
    let pool = Pool(try await TestDatabase.shared().target.setting("dbname", "no_such"), name: "pool", limit: 1)
    for _ in 0..<3 {
      let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
      #expect(error?.sqlState == "3D000")
    }
    #expect(await pool.count == 0)
  }
}

@Suite struct SessionTests {
  @Test func wrongDatabaseIsGivenUpAtOnce() async throws {
    let session = Session(try await TestDatabase.shared().target.setting("dbname", "no_such"), name: "s")
    let error = await #expect(throws: DatabaseError.self) { try await session.connection() }
    #expect(error?.sqlState == "3D000")
    guard case .failed = await session.state else {
      Issue.record("it did not give up")
      return
    }
    await session.close()
  }

  @Test func attemptsAreBounded() async throws {
    let session = Session(
      try ConnectionTarget("host=/nonexistent dbname=d"), name: "s",
      backoff: Backoff(first: .milliseconds(1), most: .milliseconds(2), attempts: 3))
    let states = await session.states()
    let error = await #expect(throws: DatabaseError.self) { try await session.connection() }
    #expect(error?.isUnreachable == true)
    await session.close()
    let attempts = await states.reduce(into: Set<Int>()) { attempts, state in
      if case .connecting(let attempt, _) = state { attempts.insert(attempt) }
    }
    #expect(attempts == [1, 2, 3])
  }

  @Test func aTerminatedConnectionComesBack() async throws {
    let session = Session(
      try await TestDatabase.shared().target, name: "s", backoff: Backoff(first: .milliseconds(1)))
    let first = try await session.connection()
    try await TestDatabase.terminate(first)
    _ = await first.waitUntilClosed()
    let second = try await session.connection(timeout: .seconds(10))
    #expect(second.backendProcessID != first.backendProcessID)
    await session.close()
  }

  @Test func aConnectionThatCannotBePreparedIsClosed() async throws {
    let seen = Mutex<Connection?>(nil)
    let session = Session(try await TestDatabase.shared().target, name: "s") { connection in
      seen.withLock { $0 = connection }
      try await connection.execute("select 1/0")
    }
    let error = await #expect(throws: DatabaseError.self) { try await session.connection() }
    #expect(error?.code == .sqlState("22012"))
    #expect(seen.withLock { $0 }?.isClosed == true)
    await session.close()
  }

  @Test func backoffDoublesUpToItsCap() {
    let backoff = Backoff(first: .milliseconds(100), most: .seconds(1), attempts: 8)
    let limits = (1...8).map { backoff.limit(after: $0) }
    #expect(limits == [100, 200, 400, 800, 1000, 1000, 1000, nil].map { $0.map { .milliseconds($0) } })
    #expect(Backoff(first: .seconds(1), most: .seconds(60)).limit(after: .max) == .seconds(60))
    var generator = SystemRandomNumberGenerator()
    let delays = (0..<1000).map { _ in backoff.delay(after: 3, using: &generator)! }
    #expect(delays.allSatisfy { (.zero ... .milliseconds(400)).contains($0) })
    #expect(delays.min()! < .milliseconds(50) && delays.max()! > .milliseconds(350))
  }
}
