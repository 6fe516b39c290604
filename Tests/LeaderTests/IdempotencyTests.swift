import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// Keys that the leader works out: of runs from SQL, COPY, events and crons.
@Suite struct IdempotencyTests {
  private static let file = """
    name: keyed
    idempotency: {key: input.day, ttl: 1h}
    tasks: {a: {run: 'true'}, b: {run: 'true', needs: [a]}}
    ---
    name: once
    idempotency: {key: "'same'", ttl: 1h, until: finished}
    tasks: {a: {run: 'true'}}
    ---
    name: other
    idempotency: {key: input.day, ttl: 1h}
    tasks: {a: {run: 'true'}}

    """

  private func fixture() async throws -> LeaderFixture {
    let fixture = try await LeaderFixture()
    try await fixture.apply(Self.file)
    return fixture
  }

  private func messages(of run: RunID, _ fixture: LeaderFixture) async throws -> [String] {
    try await fixture.database.rows("select error from hatchet.attempt where run_id = \(run.number) order by task")
      .map { $0[0] }
  }

  /// Trap 36: keys are a workflow's own.
  @Test func theSecondOfTwoIsCancelledAndSaysWhy() async throws {
    let fixture = try await fixture()
    let first = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    let second = try await fixture.enqueue("keyed", input: #"{"day": "7"}"#)
    let free = try await fixture.enqueue("keyed", input: #"{"day": 8}"#)
    let elsewhere = try await fixture.enqueue("other", input: #"{"day": 7}"#)
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let work = worker.completeAll()
    #expect(try await leader.finished(second) == .cancelled)
    #expect(try await fixture.attempts(of: second) == ["0/1 cancelled!", "1/1 cancelled!"])
    let message = "run '\(first.text)' has the same idempotency key"
    #expect(try await messages(of: second, fixture) == [message, message])
    for run in [first, free, elsewhere] { #expect(try await leader.finished(run) == .completed) }
    // With `until: ttl` the end frees nothing.
    let third = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    #expect(try await leader.finished(third) == .cancelled)
    work.cancel()
    await leader.crash()
  }

  @Test func theEndOfARunFreesItsKey() async throws {
    let fixture = try await fixture()
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let first = try await fixture.enqueue("once")
    let assignment = try await worker.started(first)
    let second = try await fixture.enqueue("once")
    #expect(try await leader.finished(second) == .cancelled)
    worker.report(assignment, .failed)
    #expect(try await leader.finished(first) == .failed)
    #expect(try await fixture.number("select count(*) from hatchet.idempotency") == 0)
    let third = try await fixture.enqueue("once")
    worker.report(try await worker.started(third), .completed)
    #expect(try await leader.finished(third) == .completed)
    await leader.crash()
  }

  @Test func aKeyThatCannotBeWorkedOutFailsTheRun() async throws {
    let fixture = try await fixture()
    let run = try await fixture.enqueue("keyed", input: #"{"night": 1}"#)
    let list = try await fixture.enqueue("keyed", input: #"{"day": [1]}"#)
    let leader = fixture.startLeader()
    #expect(try await leader.finished(run) == .failed)
    #expect(try await fixture.attempts(of: run) == ["0/1 failed!", "1/1 cancelled!"])
    #expect(
      try await messages(of: run, fixture)[0].hasPrefix("unable to work out the idempotency key: "))
    #expect(try await leader.finished(list) == .failed)
    #expect(
      try await messages(of: list, fixture)[0]
        == "the idempotency key must be text, a whole number or a truth, not 'list'")
    await leader.crash()
  }

  /// Trap 26: of runs that an event starts, too, the second of a key is cancelled and says why.
  @Test func whatEventsStartHasAKey() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(
      """
      name: daily
      triggers: {events: ["day:*"]}
      idempotency: {key: input.day, ttl: 1h}
      tasks: {a: {run: 'true'}}
      """)
    for key in ["day:1", "day:again"] {
      _ = try await fixture.connection.execute(#"select hatchet.push_event($1, '{"day": 1}')"#, [key])
    }
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let work = worker.completeAll()
    _ = try await eventually("the ends of both") {
      try await fixture.number("select count(*) from hatchet.attempt where final") == 2 ? true : nil
    }
    #expect(try await outcomes(fixture) == [["day:1", "completed", "-"], ["day:again", "cancelled", "key"]])
    work.cancel()
    await leader.crash()
  }

  /// Trap 13: with a key that counts until the end, a tick does not overlap the run of the one before.
  /// Trap 26: it is not dropped: it has a run, which says what was in its way.
  @Test func whatSchedulesStartHasAKey() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply(
      """
      name: yearly
      triggers: {cron: [{at: '@yearly', catch_up: all, catch_up_window: 3650d}]}
      idempotency: {key: "'same'", ttl: 1h, until: finished}
      tasks: {a: {run: 'true'}}
      """)
    let missed = "update hatchet.cron set next_at = date_trunc('year', now(), 'UTC') - interval '1 year'"
    _ = try await fixture.connection.execute(SQLStatement(missed))
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    _ = try await eventually("the end of the second") {
      try await fixture.number("select count(*) from hatchet.attempt where final") == 1 ? true : nil
    }
    let first = try #require(worker.firstStarted)
    worker.report(try await worker.started(first), .completed)
    #expect(try await leader.finished(first) == .completed)
    #expect(try await outcomes(fixture) == [["@yearly", "completed", "-"], ["@yearly", "cancelled", "key"]])
    await leader.crash()
  }

  /// Of each run what started it, how it ended, and whether a key was the reason.
  private func outcomes(_ fixture: LeaderFixture) async throws -> [[String]] {
    try await fixture.database.rows(
      """
      select coalesce(r.metadata ->> 'hatchet__event_key', r.metadata ->> 'hatchet__cron_name'), a.outcome,
        substring(a.error from 'has the same idempotency (key)')
      from hatchet.run r join hatchet.attempt a on a.run_id = r.id and a.final order by r.id
      """)
  }

  /// Killed between the two: the key is committed, the run not taken in.
  @Test func aLeaderThatDiesAfterItsClaimHarmsNothing() async throws {
    let fixture = try await fixture()
    let first = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    let second = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    let claimed = try await fixture.connection.execute(
      SQLStatement(
        "select holder from hatchet.try_claim_key('keyed', '7', '1h', false, \(first.number), '\(first.createdAt.rfc3339)')"
      )
    ).only().get(Int64.self, 0)
    #expect(claimed == first.number)
    let leader = fixture.startLeader()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let work = worker.completeAll()
    #expect(try await leader.finished(first) == .completed)
    #expect(try await leader.finished(second) == .cancelled)
    work.cancel()
    await leader.crash()
  }

  /// Its runs wait as long as that transaction lasts, and nothing else does; also over a change of leaders.
  @Test(arguments: [true, false])
  func anOpenTransactionHoldsUpNobodyElse(commits: Bool) async throws {
    let fixture = try await fixture()
    let other = try await fixture.connect()
    try await other.simple("begin")
    let theirs = try await other.execute(
      "select hatchet.enqueue('keyed', '{\"day\": 7}', idempotency_key => '7')::text"
    ).only().get(String.self, 0)
    let first = fixture.startLeader()
    try await first.elected()
    let ours = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    let gone = try await fixture.enqueue("keyed", input: #"{"day": 7}"#)
    let free = try await fixture.enqueue("keyed", input: #"{"day": 8}"#)
    let local = try await LocalTestWorker(fixture, first.inbox)
    #expect(try await local.started(free).run == free)
    #expect(try await fixture.number("select count(*) from hatchet.held_run") == 2)
    try await fixture.log.cancel([gone])
    #expect(try await first.finished(gone) == .cancelled)
    #expect(try await fixture.number("select count(*) from hatchet.held_run") == 1)
    await first.crash()
    await local.vanish()

    let second = fixture.startLeader()
    try await second.elected()
    let worker = try await LocalTestWorker(fixture, second.inbox)
    let work = worker.completeAll()
    try await other.simple(commits ? "commit" : "rollback")
    #expect(try await second.finished(ours) == (commits ? .cancelled : .completed))
    #expect(try await fixture.number("select count(*) from hatchet.held_run") == 0)
    if commits { #expect(try await second.finished(RunID(parsing: theirs)) == .completed) }
    work.cancel()
    await second.crash()
    await other.close()
  }
}
