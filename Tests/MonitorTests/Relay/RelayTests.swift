import Database
import Engine
import Monitor
import Store
import TestRandom
import TestSupport
import Testing
import Time

/// What the relay makes of the logs.
@Suite struct RelayTests {
  /// Random runs with retries, cancels and replays, relayed in batches of any size while they happen, by relays that are
  /// killed at any point: in the end the monitor says what the core says.
  @Test(arguments: [true, false]) func theMonitorSaysWhatTheCoreSays(inOne: Bool) async throws {
    let seed = Dice.seed
    var dice = Dice(seed: seed)
    let world = try await RelayWorld(inOne: inOne)
    try await world.apply()
    let player = try await Player(world, seed: seed)
    let relaying = Task { await relayThroughKills(world, seed: seed) }

    var runs: [RunID] = []
    for _ in 0..<120 {
      runs.append(try await world.enqueue(RelayWorld.names.randomElement(using: &dice) ?? "one"))
      let any = runs[Int.random(in: 0..<runs.count, using: &dice)]
      if dice.oneIn(6) { try await world.log.cancel([any]) }
      guard dice.oneIn(6) else { continue }
      do throws(StoreError) {
        try await world.log.replay([any], everything: dice.oneIn(2))
      } catch {
        // It runs, or nothing of it has failed.
        guard error.code == .refused else { throw error }
      }
    }
    try await player.finishes(atLeast: 60)
    player.relent()
    for run in runs {
      _ = try await eventually("the end of run \(run.number)") {
        try await world.runs.status(run)?.isFinal == true ? true : nil
      }
    }
    // Some end once more.
    let request = try await world.log.replay(Array(runs.suffix(10)), everything: true)
    for run in runs.suffix(10) {
      _ = try await eventually("the next end of run \(run.number)") {
        let isTaken = try await world.log.isTaken(request)
        let status = try await world.runs.status(run)
        return isTaken && status?.isFinal == true ? true : nil
      }
    }
    try await player.leave()
    relaying.cancel()
    await relaying.value
    try await world.relayAll(limit: 50)
    try await world.expectTheSame("seed \(seed)")
    // Whether any was cancelled in time is chance.
    #expect(try await world.number("select count(distinct status) from hatchet_monitor.run") >= 2, "seed \(seed)")
    #expect(try await world.number("select count(*) from hatchet_monitor.task_event where not final") > 0)
  }

  /// Relays, and is ended by the server or cancelled, until the task is cancelled.
  private func relayThroughKills(_ world: RelayWorld, seed: UInt64) async {
    var dice = Dice(seed: seed &+ 1)
    while !Task.isCancelled {
      guard let links = try? await world.links() else { continue }
      guard let relay = try? await Relay.begin(links, limit: Int.random(in: 1...40, using: &dice)) else {
        await links.close()
        continue
      }
      let microseconds = Int.random(in: 0...60_000, using: &dice)
      let isCancelled = dice.oneIn(3)
      let passing = Task {
        var passing = relay
        while !Task.isCancelled { _ = try await passing.pass() }
      }
      try? await Task.sleep(for: .microseconds(microseconds))
      if !isCancelled {
        _ = try? await world.other.execute("select pg_terminate_backend($1)", [links.monitor.backendProcessID])
      }
      // Who is cancelled ends nobody's session: the question above is not even asked.
      if isCancelled || Task.isCancelled { passing.cancel() }
      _ = await passing.result
      await links.close()
    }
  }

  /// One transaction with more than fits a batch, and one that commits after a younger one.
  @Test(arguments: [true, false]) func everyRowOnceInSpiteOfOrderAndSize(inOne: Bool) async throws {
    let world = try await RelayWorld(inOne: inOne)
    try await world.apply()
    let late = try await world.core.connect()
    try await late.simple("begin; \(Self.history(from: 1001, to: 1010))")
    try await world.connection.simple(Self.history(from: 1, to: 100))
    #expect(try await world.relayAll(limit: 7) >= 15)
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 100)
    try await world.connection.simple(Self.history(from: 101, to: 105))
    try await late.simple("commit")
    try await world.relayAll(limit: 7)
    try await world.expectTheSame()
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 115)
    // And nothing twice.
    try await world.relayAll()
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 115)
  }

  @Test func onlyOneRelays() async throws {
    let world = try await RelayWorld()
    let first = try await world.relay()
    let links = try await world.links()
    #expect(try await Relay.begin(links) == nil)
    await first.links.close()
    _ = try await eventually("the place") { try await Relay.begin(links) == nil ? nil : true }
    await links.close()
  }

  /// Whoever empties the monitor overtakes a relay that is at work: that reads all again.
  @Test(arguments: [true, false]) func aRebuildGivesTheSame(inOne: Bool) async throws {
    let world = try await RelayWorld(inOne: inOne)
    try await world.apply()
    try await world.connection.simple(Self.history(from: 1, to: 50))
    var relay = try await world.relay(limit: 20)
    while try await relay.pass().hasMore {}
    try await world.expectTheSame()
    // What is wrong goes.
    try await world.other.simple("update hatchet_monitor.rollup set completed = completed + 1")
    try await Relay.empty(world.other, world.statements)
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 0)
    let freshness = try await world.reader.catchUp()
    guard case .behind(_, .rebuilding) = freshness else {
      Issue.record("\(freshness)")
      return
    }
    while try await relay.pass().hasMore {}
    try await world.expectTheSame()
    await relay.links.close()
    #expect(try await world.reader.catchUp().isCurrent)
  }

  /// A partition that was dropped, or whose day has not come yet when the relay starts, is made.
  @Test func daysAreMadeAsTheyCome() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    var relay = try await world.relay()
    try await world.connection.simple(Self.history(from: 1, to: 10))
    _ = try await relay.pass()
    try await world.other.simple(
      """
      do $$ declare leaf regclass; begin
        for leaf in select partition from hatchet_monitor.partition_day loop execute format('drop table %s', leaf); end loop;
      end $$
      """)
    try await world.connection.simple(Self.history(from: 11, to: 20))
    _ = try await relay.pass()
    await relay.links.close()
    #expect(try await world.number("select count(*) from hatchet_monitor.run") == 10)
  }

  /// Ids of another cluster mean nothing: after a restore all is read again.
  @Test func anotherClusterIsNoticed() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(
      "update hatchet.leader set system_identifier = 7; \(Self.history(from: 1, to: 10))")
    try await world.relayAll()
    #expect(try await !world.relay().isOfAnotherCluster)
    try await world.connection.simple("update hatchet.leader set system_identifier = 8")
    #expect(try await world.relay().isOfAnotherCluster)
  }

  /// Runs of `one` that completed.
  static func history(from first: Int, to last: Int) -> String {
    """
    insert into hatchet.run (id, version, priority)
      select n, (select version from hatchet.workflow where name = 'one'), 2 from generate_series(\(first), \(last)) n;
    insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, queued_at, started_at,
        finished_at)
      select id, 0, 1, 'completed', true, created_at, 1, created_at, created_at + id * interval '1 ms',
        created_at + id * interval '3 ms'
      from hatchet.run where id between \(first) and \(last);
    """
  }
}
