import Database
import Engine
import Leader
import Monitor
import Store
import TestSupport
import Testing
import Time

/// The relay of a process: when it works, and what it does if it cannot.
@Suite struct RelayServiceTests {
  private func service(
    _ world: RelayWorld, pace: RelayPace = RelayPace(), _ events: EventLog<RelayEvent> = EventLog()
  ) -> (service: RelayService, task: Task<Void, Never>) {
    let service = RelayService(world.statements, pace: pace) { () async throws(StoreError) in
      try await world.links()
    } tell: {
      events.append($0)
    }
    return (service, Task { await service.run() })
  }

  /// It would look at the logs hours later: whoever reads has it look now.
  @Test(arguments: [true, false]) func readersSeeWhatTheyHaveJustDone(inOne: Bool) async throws {
    let world = try await RelayWorld(inOne: inOne)
    try await world.apply()
    var pace = RelayPace()
    (pace.pause, pace.gathering, pace.poll) = (.seconds(3600), .seconds(3600), .seconds(3600))
    let (service, task) = service(world, pace: pace)
    service.lead(true)
    try await world.isRelayed()
    for number in 1...5 {
      try await world.connection.simple(RelayTests.history(from: number, to: number))
      #expect(try await world.reader.catchUp(within: .seconds(60)).isCurrent)
      #expect(try await world.number("select count(*) from hatchet_monitor.run") == Int64(number))
    }
    service.leave()
    await task.value
  }

  @Test func newsAreRelayedUnasked() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    let (service, task) = service(world)
    service.lead(true)
    try await world.isRelayed()
    try await world.connection.simple(RelayTests.history(from: 1, to: 3))
    service.noteNews()
    _ = try await eventually("the rows") {
      try await world.number("select count(*) from hatchet_monitor.run") == 3 ? true : nil
    }
    service.leave()
    await task.value
  }

  /// Nobody relays who does not lead; who leaves completes what there is.
  @Test func itGoesWithTheLeadership() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(RelayTests.history(from: 1, to: 3))
    let (idle, idling) = service(world)
    let (service, task) = service(world)
    idle.noteNews()
    idle.leave()
    await idling.value
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 0)
    service.lead(true)
    service.leave()
    await task.value
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 3)
    #expect(try await world.reader.catchUp().isCurrent)
    try await world.connection.simple(RelayTests.history(from: 4, to: 4))
    let freshness = try await world.reader.catchUp()
    guard case .behind(_, .noRelay) = freshness else {
      Issue.record("\(freshness)")
      return
    }
  }

  /// One whose process hangs, or has lost the lead without noticing, is ended.
  @Test func theLeadersRelayTakesThePlace() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    let old = try await world.relay()
    var pace = RelayPace()
    (pace.silence, pace.standBy) = (.milliseconds(1), .milliseconds(10))
    let (service, task) = service(world, pace: pace)
    service.lead(true)
    #expect(await old.links.monitor.waitUntilClosed() != nil)
    try await world.connection.simple(RelayTests.history(from: 1, to: 3))
    _ = try await eventually("the new one") {
      try await world.reader.catchUp(within: .seconds(60)).isCurrent ? true : nil
    }
    service.leave()
    await task.value
    try await world.expectTheSame()
  }

  /// The engine goes on, the trouble is told once, and what was missed is caught up with.
  @Test func aMonitorThatIsDownIsCaughtUpWith() async throws {
    let server = try await TestServer.start()
    let world = try await RelayWorld(monitor: TestDatabase(target: try server.target(), url: server.url()))
    try await world.apply()
    let events = EventLog<RelayEvent>()
    var pace = RelayPace()
    pace.longestRetry = .milliseconds(200)
    let (service, task) = service(world, pace: pace, events)
    let player = try await Player(world, seed: 1) { event in
      if case .runFinished = event { service.noteNews() }
    }
    player.relent()
    service.lead(true)
    for _ in 0..<5 { _ = try await world.enqueue("diamond") }
    try await player.finishes(atLeast: 5)
    #expect(try await world.reader.catchUp(within: .seconds(60)).isCurrent)

    try await server.crash()
    for _ in 0..<5 { _ = try await world.enqueue("one") }
    try await player.finishes(atLeast: 10)
    try await events.wait(for: "the word that it is down") { !$0.isEmpty }
    for _ in 0..<5 { _ = try await world.enqueue("wide") }
    try await player.finishes(atLeast: 15)
    try await server.restart()
    try await events.wait(for: "the word that it is up") { events in
      events.contains { if case .resumed = $0 { true } else { false } }
    }
    service.leave()
    await task.value
    try await player.leave()
    let interruptions = events.events.filter { if case .interrupted = $0 { true } else { false } }
    #expect(interruptions.count == 1)

    let again = try await RelayWorld.Reopened(world)
    try await again.world.relayAll()
    #expect(try await again.world.number("select count(*) from hatchet_monitor.run") == 15)
    try await again.world.expectTheSame()
    try await server.remove()
  }
}

extension RelayWorld {
  /// Waits until a relay is at work.
  fileprivate func isRelayed() async throws {
    _ = try await eventually("a relay") {
      try await other.execute(statements.once("read_relay")).only().get(Bool.self, "alive") ? true : nil
    }
  }

  /// With new connections: those before were lost.
  struct Reopened {
    let world: RelayWorld

    init(_ old: RelayWorld) async throws {
      world = try await RelayWorld(core: old.core, monitor: old.monitor, isOne: old.isOne)
    }
  }

  fileprivate init(core: TestDatabase, monitor: TestDatabase, isOne: Bool) async throws {
    (self.core, self.monitor, self.isOne) = (core, monitor, isOne)
    connection = try await core.connect()
    other = try await monitor.connect()
  }
}
