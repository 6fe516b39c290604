import Database
import Engine
import Leader
import Store
import TestSupport
import Testing
import Time

/// What the leader makes of events: a run of each workflow that they trigger, exactly once, whatever dies.
@Suite struct EventTests {
  private let workflows = """
    name: each
    triggers: {events: ["order:*", "*:paid"]}
    tasks: {a: {run: 'true'}}
    ---
    name: large
    triggers: {events: ["order:*"], filters: [{when: "input.size > 100", payload: {big: true}}]}
    tasks: {a: {run: 'true'}}
    """

  private func applied() async throws -> LeaderFixture {
    let fixture = try await LeaderFixture()
    try await fixture.apply(workflows)
    return fixture
  }

  /// `workflow key` of each run, in the order of their numbers.
  private func started(_ fixture: LeaderFixture) async throws -> [String] {
    try await fixture.database.rows(
      """
      select v.workflow || ' ' || (r.metadata ->> 'hatchet__event_key') from hatchet.run r
      join hatchet.workflow_version v on v.id = r.version order by r.id
      """
    ).map { $0[0] }
  }

  /// Waits until all that was pushed before is dealt with.
  private func settled(_ fixture: LeaderFixture) async throws {
    let log = fixture.log
    _ = try await eventually("that all is read") { try await log.isIdle() ? true : nil }
  }

  private struct Abandoned: Error {}

  @Test func anEventOfATransactionCountsIfThatDoes() async throws {
    let fixture = try await applied()
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let working = worker.completeAll()
    await #expect(throws: Abandoned.self) {
      try await fixture.connection.transaction { transaction in
        try await transaction.execute("select hatchet.push_event('order:paid')")
        throw Abandoned()
      }
    }
    try await fixture.connection.transaction { transaction in
      try await transaction.execute(#"select hatchet.push_event('order:new', '{"size": 7}')"#)
    }
    _ = try await eventually("the end of the run") {
      try await fixture.number("select count(*) from hatchet.attempt where final") == 1 ? true : nil
    }
    try await settled(fixture)
    #expect(try await started(fixture) == ["each order:new"])
    #expect(try await fixture.number("select count(*) from hatchet.event_match where run_id is not null") == 1)
    working.cancel()
    try await worker.leave()
    await leader.stop()
  }

  @Test func filtersDecideAndWhatTheyCannotJudgeIsRecorded() async throws {
    let fixture = try await applied()
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox)
    let working = worker.completeAll()
    for payload in [#"{"size": 200}"#, #"{"size": 1}"#, "{}"] {
      try await fixture.connection.execute("select hatchet.push_event('order:a', $1)", [JSONText(payload)])
    }
    try await fixture.connection.execute("select hatchet.push_event('nobody:cares')")
    _ = try await eventually("the ends of the runs") {
      try await fixture.number("select count(*) from hatchet.attempt where final") == 4 ? true : nil
    }
    try await settled(fixture)
    #expect(try await started(fixture).filter { $0.hasPrefix("large") }.count == 1)
    let filtered = try await fixture.database.rows(
      "select input, triggers ->> 'filter' from hatchet.run where triggers ->> 'filter' is not null")
    #expect(filtered == [[#"{"size": 200}"#, #"{"big":true}"#]])
    let failed = try await fixture.database.rows(
      "select workflow, key, run_id from hatchet.event_match where error like 'filter 1: %''size''%'")
    #expect(failed == [["large", "order:a", "-"]])
    working.cancel()
    try await worker.leave()
    await leader.stop()
  }

  /// Trap 7: what is applied counts for the events after it, and for no other; while a leader leads.
  @Test func aWorkflowThatIsAppliedNowIsTriggeredFromNowOn() async throws {
    let fixture = try await LeaderFixture()
    let leader = fixture.startLeader()
    try await leader.elected()
    try await fixture.connection.execute("select hatchet.push_event('order:early')")
    try await settled(fixture)
    try await fixture.apply(workflows)
    try await fixture.connection.execute("select hatchet.push_event('order:late', '{\"size\": 101}')")
    _ = try await eventually("its runs") {
      try await fixture.number("select count(*) from hatchet.live_task") == 2 ? true : nil
    }
    #expect(try await started(fixture) == ["each order:late", "large order:late"])
    await leader.stop()
  }

  /// The leader's session is cut off again and again while events come in: each still starts one run.
  @Test func anEventStartsOneRunWhateverBecomesOfTheLeader() async throws {
    let fixture = try await applied()
    let leader = fixture.startLeader()
    try await leader.elected()
    let count = 60
    for number in 1...count {
      try await fixture.connection.execute("select hatchet.push_event($1)", ["order:\(number)"])
      if number.isMultiple(of: 10) {
        try await fixture.connection.simple(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name like 'hatchet%'
          """)
      }
    }
    _ = try await eventually("the runs", atMost: .seconds(60)) {
      try await fixture.number("select count(*) from hatchet.live_task") == count ? true : nil
    }
    #expect(try await started(fixture).sorted() == (1...count).map { "each order:\($0)" }.sorted())
    #expect(try await fixture.number("select count(*) from hatchet.event_match where run_id is not null") == count)
    await leader.stop()
  }

  @Test func twoThousandAtOnce() async throws {
    let fixture = try await applied()
    let leader = fixture.startLeader()
    try await leader.elected()
    let worker = try await LocalTestWorker(fixture, leader.inbox, slots: 100)
    let working = worker.completeAll()
    let count = 2000
    let entries = AsyncStream { continuation in
      for number in 1...count { continuation.yield(EventTable.Entry(key: "order:x", payload: JSONText("\(number)"))) }
      continuation.finish()
    }
    #expect(try await EventTable(fixture.connection, fixture.statements).push(each: entries) == count)
    _ = try await eventually("the ends of the runs", atMost: .seconds(60)) {
      try await fixture.number("select count(*) from hatchet.attempt where final") == count ? true : nil
    }
    try await settled(fixture)
    let rows = try await fixture.database.rows(
      "select count(*), count(distinct input::text), sum(input::text::integer) from hatchet.run")
    #expect(rows == [["\(count)", "\(count)", "\(count * (count + 1) / 2)"]])
    // A number is no map: the filter of the other workflow fails for each.
    #expect(try await fixture.number("select count(*) from hatchet.event_match where run_id is null") == count)
    working.cancel()
    try await worker.leave()
    await leader.stop()
  }

  /// After a month without a leader the day of today may have no partition: it is made, and nothing is lost.
  @Test func theDayOfTheRunIsMadeIfItIsMissing() async throws {
    let fixture = try await applied()
    let leader = fixture.startLeader()
    try await leader.elected()
    try await fixture.connection.simple(
      """
      do $$ declare leaf regclass; begin
        for leaf in select partition from hatchet.partition_day where log in ('run', 'event_match') loop
          execute format('drop table %s', leaf);
        end loop;
      end $$
      """)
    try await fixture.connection.simple(
      """
      begin;
      insert into hatchet.event (key) values ('order:new');
      commit
      """)
    _ = try await eventually("its run") {
      try await fixture.number("select count(*) from hatchet.live_task") == 1 ? true : nil
    }
    #expect(try await fixture.number("select count(*) from hatchet.run") == 1)
    await leader.stop()
  }
}
