import Database
import Engine
import Leader
import Store
import TestSupport
import Testing

/// More than the leader holds: the rest waits in the table, and survives the leader.
@Suite struct BacklogTests {
  private let count = Engine.window + 3000

  private func enqueueMany(_ fixture: LeaderFixture) async throws {
    _ = try await fixture.connection.execute(
      SQLStatement(
        """
        insert into hatchet.run (version, priority) select version, 1 from hatchet.workflow, generate_series(1, \(count))
        """))
  }

  private func settled(_ fixture: LeaderFixture) async throws {
    _ = try await eventually("the backlog") {
      try await fixture.number(
        "select (select count(*) from hatchet.live_task) + (select coalesce(sum(count), 0) from hatchet.backlog)")
        == count ? true : nil
    }
  }

  @Test func everyRunIsDoneOnceThroughTwoLeaders() async throws {
    let fixture = try await LeaderFixture()
    try await fixture.apply("name: simple\ntasks: {a: {run: 'true'}}")
    let first = fixture.startLeader()
    try await first.elected()
    try await enqueueMany(fixture)
    try await settled(fixture)
    #expect(try await fixture.number("select count(*) from hatchet.live_task") == Engine.window)

    // Two that wait outside of memory: one cancelled, one replayed, which has nothing to replay yet.
    let outside = try await fixture.connection.execute(
      "select unnest(runs), unnest(created) from hatchet.backlog order by 1 desc limit 2"
    ).map { row in RunID(number: try row.get(0), createdAt: try row.get(1)) }
    try await fixture.log.cancel([outside[0]])
    #expect(try await first.finished(outside[0]) == .cancelled)
    _ = try await fixture.connection.execute(
      "select hatchet.replay(hatchet.public_id($1, $2), everything => true)", [outside[1].number, outside[1].createdAt])
    // What comes later with a higher priority does not wait.
    let urgent = try await fixture.enqueue("simple")
    await first.crash()

    let second = fixture.startLeader()
    try await second.elected()
    let worker = try await LocalTestWorker(fixture, second.inbox, slots: 500)
    let working = worker.completeAll()
    _ = try await eventually("the end of all", atMost: .seconds(120)) {
      try await fixture.number("select count(*) from hatchet.attempt where final") == count + 1 ? true : nil
    }
    working.cancel()
    #expect(worker.firstStarted?.number == urgent.number)
    let rows = try await fixture.database.rows(
      "select outcome, count(*), count(distinct run_id) from hatchet.attempt group by 1 order by 1")
    #expect(rows == [["completed", "\(count)", "\(count)"], ["cancelled", "1", "1"]])
    #expect(try await fixture.number("select count(*) from hatchet.backlog") == 0)
    #expect(second.refusals().isEmpty)
    try await worker.leave()
    await second.stop()
  }
}
