import Database
import Synchronization
import TestSupport
import Testing

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
