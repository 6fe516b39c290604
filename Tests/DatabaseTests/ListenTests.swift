import Database
import TestSupport
import Testing

@Suite struct ListenTests {
  @Test func notificationsArriveWhileIdleAndWhileBusy() async throws {
    let database = try await TestDatabase.shared()
    let listener = try await database.connect()
    let sender = try await database.connect()
    let channel = TestDatabase.uniqueName("Odd \"Channel")
    try await listener.listen(channel)
    var arriving = listener.notifications.makeAsyncIterator()
    try await sender.execute("select pg_notify($1, 'erstens')", [channel])
    let first = await arriving.next()
    #expect(first == Notification(channel: channel, payload: "erstens", processID: sender.backendProcessID))
    async let busy = listener.execute("select pg_sleep(0.05)")
    try await sender.execute("select pg_notify($1, '')", [channel])
    #expect(await arriving.next()?.payload == "")
    _ = try await busy
  }

  @Test func equalNotificationsComeOnce() async throws {
    let database = try await TestDatabase.shared()
    let listener = try await database.connect()
    let sender = try await database.connect()
    let channel = TestDatabase.uniqueName("c")
    try await listener.listen(channel)
    for _ in 0..<5 { try await sender.execute("select pg_notify($1, 'again')", [channel]) }
    try await sender.execute("select pg_notify($1, 'last')", [channel])
    // Reads all that was sent before.
    try await listener.execute("select 1")
    var arriving = listener.notifications.makeAsyncIterator()
    #expect(await arriving.next()?.payload == "again")
    #expect(await arriving.next()?.payload == "last")
    try await sender.execute("select pg_notify($1, 'again')", [channel])
    #expect(await arriving.next()?.payload == "again")
  }

  @Test func aFloodIsBounded() async throws {
    let connection = try await TestDatabase.shared().connect()
    let channel = TestDatabase.uniqueName("c")
    try await connection.listen(channel)
    let limit = NotificationStream.limit
    try await connection.execute(
      "select pg_notify($1, i::text) from generate_series(1, $2) i", [channel, Int32(limit + 10)])
    try await connection.execute("select 1")
    #expect(connection.notifications.dropped == 10)
    var arriving = connection.notifications.makeAsyncIterator()
    #expect(await arriving.next()?.payload == "11")
  }

  @Test func theStreamEndsWithTheConnection() async throws {
    let connection = try await TestDatabase.shared().connect()
    try await connection.listen("whatever")
    async let rest = connection.notifications.reduce(into: 0) { count, _ in count += 1 }
    await connection.close()
    #expect(await rest == 0)
  }

  @Test func theStreamEndsWithItsTask() async throws {
    let connection = try await TestDatabase.shared().connect()
    let task = Task { for await _ in connection.notifications {} }
    task.cancel()
    await task.value
  }

  @Test func unlisten() async throws {
    let connection = try await TestDatabase.shared().connect()
    let (kept, left) = (TestDatabase.uniqueName("c"), TestDatabase.uniqueName("c"))
    try await connection.listen(left)
    try await connection.listen(kept)
    try await connection.unlisten(left)
    try await connection.simple("notify \(left); notify \(kept)")
    var arriving = connection.notifications.makeAsyncIterator()
    #expect(await arriving.next()?.channel == kept)
  }
}
