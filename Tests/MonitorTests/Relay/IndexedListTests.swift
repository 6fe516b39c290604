import Database
import Engine
import Monitor
import Store
import TestRandom
import TestSupport
import Testing
import Time

/// `runs list` by the monitor's index.
@Suite struct IndexedListTests {
  /// Whatever is asked for: what the index finds is what looking at each run finds, page by page.
  @Test(arguments: [true, false]) func theIndexFindsWhatThereIs(inOne: Bool) async throws {
    let seed = Dice.seed
    var dice = Dice(seed: seed)
    let world = try await RelayWorld(inOne: inOne)
    try await world.apply()
    let player = try await Player(world, seed: seed)
    for number in 0..<80 {
      let run = try await world.enqueue(RelayWorld.names.randomElement(using: &dice) ?? "one")
      if dice.oneIn(5) { try await world.log.cancel([run]) }
      if number == 40 { try await player.finishes(atLeast: 20) }
    }
    try await player.leave()
    // Nobody leads: from here on nothing changes. Some are unfinished, some not even taken in.
    for _ in 0..<5 { _ = try await world.enqueue("one") }
    try await world.relayAll()
    for _ in 0..<40 {
      let workflow = dice.oneIn(3) ? nil : RelayWorld.names.randomElement(using: &dice)
      let statuses = Set(Status.allCases.filter { _ in dice.oneIn(3) })
      var filter = RunFilter(workflow: workflow, statuses: statuses, limit: Int.random(in: 1...20, using: &dice))
      if dice.oneIn(4) { filter.since = WallClock.now() - .milliseconds(Int.random(in: 0...3000, using: &dice)) }
      let found = try await Self.all(filter, world, world.reader)
      let expected = try await Self.all(filter, world, nil)
      #expect(found == expected, "\(workflow ?? "any") \(statuses) \(filter.limit), seed \(seed)")
    }
    let failed = try await Self.all(RunFilter(statuses: [.failed]), world, world.reader)
    #expect(!failed.isEmpty)
  }

  /// One that ended, and runs again since, is no failed one any more.
  @Test func aRunThatIsReplayedHasNotEnded() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(RelayTests.history(from: 1, to: 3))
    try await world.relayAll()
    try await world.connection.simple(
      """
      insert into hatchet.live_task (id, run_created_at, version, queued_at, state, epoch, attempt, priority)
        select id << 12, created_at, version, created_at, 'queued', 0, 1, 2 from hatchet.run where id = 2
      """)
    let filter = RunFilter(workflow: "one")
    #expect(try await Self.all(filter, world, world.reader).count == 3)
    let completed = RunFilter(workflow: "one", statuses: [.completed])
    #expect(try await Self.all(completed, world, world.reader).map { $0.split(separator: " ")[0] } == ["3", "1"])
  }

  /// What no relay has read is found all the same.
  @Test func withoutARelayTheLogsAreSearched() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(RelayTests.history(from: 1, to: 3))
    #expect(try await Self.all(RunFilter(statuses: [.completed]), world, world.reader).count == 3)
  }

  private static func all(_ filter: RunFilter, _ world: RelayWorld, _ monitor: MonitorReader?) async throws -> [String]
  {
    var (filter, found) = (filter, [String]())
    repeat {
      let page = try await world.runs.list(filter, monitor: monitor)
      found += page.runs.map { "\($0.id.number) \($0.workflow) \($0.status.rawValue)" }
      filter.before = page.next
    } while filter.before != nil
    return found
  }
}
