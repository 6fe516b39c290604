import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time
import Workflows

/// What runs by the clock, with a real one.
@Suite struct CronTests {
  /// Every second.
  private static let yaml = """
    name: tick
    triggers: {cron: [{at: "* * * * * *", name: tick, catch_up: all}]}
    tasks: {a: {run: 'true'}}
    """

  private static let gaps = """
    select count(*) from (
      select t - lag(t) over (order by t) as gap
      from (select (metadata ->> 'hatchet__cron_scheduled_at')::timestamptz as t from hatchet.run) r) g
    where gap <> '1 second'
    """

  /// The ticks so far, each once and none left out.
  private func ticks(_ fixture: LeaderFixture, atLeast count: Int64) async throws {
    _ = try await eventually("\(count) ticks") {
      try await fixture.number("select count(*) from hatchet.run") >= count ? true : nil
    }
    #expect(try await fixture.number(Self.gaps) == 0)
  }

  @Test func aTickFiresOnceWhoeverDies() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(Self.yaml)
    var pace = LeaderPace()
    pace.silence = .seconds(2)
    let leaders = [fixture.startLeader("a", pace: pace), fixture.startLeader("b", pace: pace)]
    try await ticks(fixture, atLeast: 2)
    for _ in 1...3 {
      let epoch = try await fixture.number("select epoch from hatchet.leader")
      let count = try await fixture.number("select count(*) from hatchet.run")
      // Again, should it meet one that is about to take over.
      _ = try await eventually("another leader") {
        _ = try await fixture.connection.execute(
          "select pg_terminate_backend(backend) from hatchet.leader where epoch = $1", [Int32(epoch)])
        return try await fixture.number("select epoch from hatchet.leader") > epoch ? true : nil
      }
      try await ticks(fixture, atLeast: count + 2)
    }
    for leader in leaders { await leader.stop() }
    #expect(try await fixture.number(Self.gaps) == 0)
  }

  @Test func aTickIsInTime() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(Self.yaml)
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let working = worker.completeAll()
    // One of them: a busy machine makes the others late.
    _ = try await eventually("a tick within 100 ms") {
      try await fixture.number(
        """
        select count(*) from hatchet.run
        where created_at - (metadata ->> 'hatchet__cron_scheduled_at')::timestamptz between '0' and '100 ms'
        """) > 0 ? true : nil
    }
    #expect(try await fixture.number(Self.gaps) == 0)
    working.cancel()
    try await worker.leave()
    await leader.stop()
  }

  @Test(arguments: [("none", 0), ("last", 1), ("all", 4)] as [(String, Int64)])
  func whatWasMissedIsMadeUpFor(catchUp: String, count: Int64) async throws {
    let fixture = try await LeaderFixture()
    // Not within the hour around now.
    try await fixture.apply(
      "name: w\ntriggers: {cron: [{at: '@yearly', name: c, catch_up: \(catchUp), catch_up_window: 3650d}]}\ntasks: {a: {run: x}}"
    )
    _ = try await fixture.connection.execute("update hatchet.cron set next_at = now() - interval '4 years'")
    let leader = fixture.startLeader()
    _ = try await eventually("the next tick") {
      try await fixture.number("select count(*) from hatchet.cron where next_at > now()") == 1 ? true : nil
    }
    #expect(try await fixture.number("select count(*) from hatchet.run") == count)
    await leader.stop()
  }

  @Test func whatIsPausedFiresNothingAndMissesNothing() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(Self.yaml)
    let leader = fixture.startLeader()
    try await ticks(fixture, atLeast: 1)
    let table = CronTable(fixture.connection, fixture.statements)
    let id = try await table.list()[0].id
    #expect(try await table.setPaused(id, true))
    let paused = try await time(fixture)
    // Another schedule shows that time goes on.
    _ = try await table.create(.init(workflow: "tick", trigger: .init(at: "* * * * * *", name: "other"), priority: 1))
    _ = try await eventually("ticks of the other") {
      try await fixture.number("select count(*) from hatchet.run where priority = 1") >= 2 ? true : nil
    }
    let resumed = try await time(fixture)
    #expect(try await table.setPaused(id, false))
    _ = try await eventually("a tick after the pause") {
      try await fixture.number(
        "select count(*) from hatchet.run where priority = 2 and created_at > '\(resumed.rfc3339)'") > 0 ? true : nil
    }
    await leader.stop()
    let meanwhile = try await fixture.number(
      """
      select count(*) from hatchet.run where priority = 2
        and (metadata ->> 'hatchet__cron_scheduled_at')::timestamptz between '\(paused.rfc3339)' and '\(resumed.rfc3339)'
      """)
    #expect(meanwhile == 0)
  }

  private func time(_ fixture: LeaderFixture) async throws -> Timestamp {
    try await fixture.connection.execute("select clock_timestamp()").only().get(Timestamp.self, 0)
  }

  /// A change by anybody reaches the leader also while it sleeps.
  @Test func aNewCronWakesTheLeader() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: w\ntasks: {a: {run: 'true'}}")
    let leader = fixture.startLeader()
    _ = try await eventually("its sleep") {
      try await fixture.number("select count(*) from hatchet.leader where asleep") == 1 ? true : nil
    }
    let table = CronTable(fixture.connection, fixture.statements)
    _ = try await table.create(.init(workflow: "w", trigger: .init(at: "* * * * * *")))
    _ = try await eventually("a run") {
      try await fixture.number("select count(*) from hatchet.run") > 0 ? true : nil
    }
    await leader.stop()
  }

  /// A leader that sleeps knows of the run that it has enqueued itself, though nobody tells it.
  @Test func whatATickEnqueuesStartsAtOnce() async throws {
    let fixture = try await LeaderFixture()
    // Once a day, and soon.
    let soon = try await fixture.connection.execute(
      "select to_char((now() + interval '3 seconds') at time zone 'UTC', 'FMSS FMMI FMHH24')"
    ).only().get(String.self, 0)
    try await fixture.apply("name: w\ntriggers: {cron: [{at: '\(soon) * * *'}]}\ntasks: {a: {run: 'true'}}")
    var pace = LeaderPace()
    pace.poll = .seconds(3600)
    let leader = fixture.startLeader(pace: pace)
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let working = worker.completeAll()
    _ = try await eventually("the end of its run") {
      try await fixture.number("select count(*) from hatchet.attempt") == 1 ? true : nil
    }
    working.cancel()
    try await worker.leave()
    await leader.stop()
  }
}
