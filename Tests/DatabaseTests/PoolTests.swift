import Database
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
