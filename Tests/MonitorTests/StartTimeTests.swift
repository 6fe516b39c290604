import Database
import Engine
import Monitor
import Store
import Testing
import Time

/// When a run is to start, after it was moved.
@Suite struct StartTimeTests {
  @Test func isWhereTheRunWasMovedTo() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    let log = RunLog(fixture.connection, fixture.statements)
    let scheduled = try await fixture.run(version, runAt: fixture.now + .seconds(3600))
    let other = try await fixture.run(version)
    func shown(_ run: RunID) async throws -> [Timestamp?] {
      let listed = try await fixture.runs.list().runs.first { $0.id == run }
      return [try await fixture.runs.detail(run)?.runAt, try #require(listed).runAt]
    }
    func expect(_ time: Timestamp?, of run: RunID) async throws {
      #expect(try await shown(run) == [time, time])
    }
    try await expect(fixture.now + .seconds(3600), of: scheduled)
    // Twice: the last one counts.
    try await log.reschedule([scheduled], to: fixture.now + .seconds(9))
    try await log.reschedule([scheduled], to: fixture.now + .seconds(7200))
    try await expect(fixture.now + .seconds(7200), of: scheduled)
    let reason = try await fixture.runs.detail(scheduled)?.tasks[0].waitingReason
    #expect(reason?.hasPrefix("scheduled for \((fixture.now + .seconds(7200)).rfc3339), in ") == true)
    let entries = try await ScheduleReader(fixture.connection, fixture.statements).list()
    #expect(entries.map(\.runAt) == [fixture.now + .seconds(7200)])
    // One that was never asked for at a time cannot be moved.
    try await log.reschedule([other], to: fixture.now + .seconds(7200))
    try await expect(nil, of: other)
    // Nor one that has started.
    let started = try await fixture.run(version, runAt: fixture.now)
    try await fixture.live(started, 0, .running)
    try await log.reschedule([started], to: fixture.now + .seconds(7200))
    try await expect(fixture.now, of: started)
    let ended = try await fixture.run(version, runAt: fixture.now)
    try await fixture.attempt(ended)
    try await log.reschedule([ended], to: fixture.now + .seconds(7200))
    // The fixture's attempt started when the run was created.
    try await expect(fixture.now, of: ended)
  }
}
