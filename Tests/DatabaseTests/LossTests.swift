import Database
import Glibc
import Synchronization
import TestSupport
import Testing

/// Connections that break, at every moment.
@Suite(.orphanReaping) struct LossTests {
  private func connect() async throws -> Connection { try await TestDatabase.shared().connect() }

  @Test func aTerminatedIdleConnectionIsNoticedAtOnce() async throws {
    let connection = try await connect()
    try await TestDatabase.terminate(connection)
    let reason = await connection.waitUntilClosed()
    #expect(reason?.code == .connectionLost)
    #expect(reason?.sqlState == "57P01")
    #expect(connection.isClosed)
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute("select 1") }
    #expect(error?.code == .connectionLost)
    #expect(error?.isRetryable == true)
  }

  @Test func aTerminatedQueryFails() async throws {
    let connection = try await connect()
    let sleeping = Task {
      try await connection.pipeline([[Call("select 1")], [Call("select pg_sleep(60)")], [Call("select 2")]])
    }
    try await eventually("it sleeps") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    try await TestDatabase.terminate(connection)
    let results = try await sleeping.value
    #expect(throws: Never.self) { try results[0].get() }
    for result in results[1...] {
      let error = #expect(throws: DatabaseError.self) { try result.get() }
      #expect(error?.code == .connectionLost)
      #expect(error?.sqlState == "57P01")
    }
  }

  @Test func aHalfWrittenResultIsNoResult() async throws {
    let connection = try await connect()
    let half = Task {
      try await connection.execute(
        "select repeat('x', 10000), case when i = 50 then pg_sleep(60) end from generate_series(1, 1000) i")
    }
    try await eventually("half of it was sent") {
      try await TestDatabase.activity(of: connection, waiting: true) == "PgSleep"
    }
    try await TestDatabase.terminate(connection)
    let error = await #expect(throws: DatabaseError.self) { try await half.value }
    #expect(error?.code == .connectionLost)
  }

  @Test func copiesEndToo() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.copyOut("copy (select generate_series(1, 100000000)) to stdout") { _ in
        if !connection.isClosed { try await TestDatabase.terminate(connection) }
      }
    }
    #expect(error?.code == .connectionLost)
    let other = try await connect()
    try await other.simple("create temp table t (s text)")
    let killed = Mutex(false)
    let chunks = AsyncStream<[UInt8]> {
      if !killed.withLock({ killed in
        defer { killed = true }
        return killed
      }) {
        try? await TestDatabase.terminate(other)
      }
      return Array(String(repeating: "x\n", count: 50_000).utf8)
    }
    let lost = await #expect(throws: DatabaseError.self) { try await other.copyIn("copy t from stdin", chunks) }
    #expect(lost?.code == .connectionLost)
  }

  @Test func aCrashedServerIsSurvived() async throws {
    let server = try await TestServer.start()
    let lives = Mutex(0)
    let session = Session(
      try server.target(), name: "session", backoff: Backoff(first: .milliseconds(20), most: .milliseconds(100))
    ) { connection in
      lives.withLock { $0 += 1 }
      try await connection.listen("events")
    }
    let connection = try await session.connection()
    try await connection.simple("create table t (i int)")
    let sleeping = Task { try await connection.execute("select pg_sleep(60)") }
    let observer = try await Connection.open(server.target())
    try await eventually("it sleeps") {
      try await observer.execute("select 1 from pg_stat_activity where wait_event = 'PgSleep'").count == 1
    }
    let start = ContinuousClock.now
    try await server.crash()
    let error = await #expect(throws: DatabaseError.self) { try await sleeping.value }
    #expect(error?.code == .connectionLost)
    #expect(.now - start < .seconds(30))

    // It is down: a caller gets to know that in time.
    let down = await #expect(throws: DatabaseError.self) { try await session.connection(timeout: .milliseconds(200)) }
    #expect(down?.code == .timeout)
    #expect((down?.cause as? DatabaseError)?.isUnreachable == true)

    try await server.restart()
    let again = try await session.connection(timeout: .seconds(20))
    #expect(again !== connection)
    #expect(lives.withLock { $0 } == 2)
    try await again.simple("notify events")
    var arriving = again.notifications.makeAsyncIterator()
    #expect(await arriving.next()?.channel == "events")
    await session.close()
    #expect(again.isClosed)
    let closed = await #expect(throws: DatabaseError.self) { try await session.connection() }
    #expect(closed?.code == .closed)
    try await server.remove()
  }

  /// In a process of its own, where nobody else opens files.
  @Test func noDescriptorIsLeaked() async throws {
    await #expect(processExitsWith: .success) {
      let target = try await TestDatabase.shared().target
      func use(_ round: Int) async throws {
        let connection = try await Connection.open(target)
        _ = try? await connection.execute(round % 2 == 0 ? "select 1" : "selec")
        if round % 3 == 0 { _ = try? await connection.execute("select pg_sleep(9)", timeout: .milliseconds(1)) }
        // Half are closed, half just forgotten.
        if round % 4 < 2 { await connection.close() }
        _ = try? await Connection.open(target.setting("dbname", "no_such"))
      }
      for round in 0..<4 { try await use(round) }
      try await settle(target, openDescriptors: Int.max)
      let before = openDescriptors()
      for round in 0..<200 { try await use(round) }
      try await settle(target, openDescriptors: before)
      precondition(openDescriptors() <= before, "\(before) before, \(openDescriptors()) after")
    }
  }
}

private func openDescriptors() -> Int {
  guard let directory = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(directory) }
  var count = 0
  while readdir(directory) != nil { count += 1 }
  return count
}

/// Waits until the server has no connection but this, and helper threads have closed their descriptors.
private func settle(_ target: ConnectionTarget, openDescriptors limit: Int) async throws {
  let connection = try await Connection.open(target)
  try await eventually("the others are gone") {
    try await connection.execute("select from pg_stat_activity where backend_type = 'client backend'").count == 1
  }
  await connection.close()
  try await eventually("descriptors are closed") { openDescriptors() <= limit }
}
