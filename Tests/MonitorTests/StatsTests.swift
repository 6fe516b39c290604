import Database
import Engine
import Monitor
import Store
import TestSupport
import Testing
import Time

@Suite struct StatsTests {
  /// Queued for and run for anything from 50 us to some hours: what is said of the percentiles is right within 5%.
  @Test func percentilesAreRightWithinFivePercent() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(
      """
      select setseed(0.5);
      insert into hatchet.run (id, version, priority) select n, 1, 2 from generate_series(1, 5000) n;
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, worker, queued_at, started_at,
          finished_at)
        select id, 0, 1, 'completed', true, created_at, 1, moment - exp(ln(0.00005) + random() * 18) * interval '1 s',
          moment, moment + exp(ln(0.00005) + random() ^ 2 * 18) * interval '1 s'
        from hatchet.run, lateral (select clock_timestamp() as moment) m;
      """)
    try await world.relayAll()
    let stats = try await world.reader.stats(since: .seconds(3600))
    let exact = try await world.connection.execute(
      """
      select percentile_disc(array[0.5, 0.95, 0.99]) within group (order by extract(epoch from started_at - queued_at)::float8),
        percentile_disc(array[0.5, 0.95, 0.99]) within group (order by extract(epoch from finished_at - started_at)::float8)
      from hatchet.attempt
      """
    ).only()
    for (index, share) in [0.5, 0.95, 0.99].enumerated() {
      let queue = try #require(stats.all.queue.percentile(share)) / .seconds(1)
      let expected = try exact.get([Double].self, 0)[index]
      #expect(abs(queue / expected - 1) < 0.05, "queued, \(share)")
    }
    // What ends in hours is of a later minute; of all there is, an hour's window has what has ended by then.
    let long = try await world.reader.stats(since: .seconds(30 * 86400))
    for (index, share) in [0.5, 0.95, 0.99].enumerated() {
      let run = try #require(long.all.run.percentile(share)) / .seconds(1)
      let expected = try exact.get([Double].self, 1)[index]
      #expect(abs(run / expected - 1) < 0.05, "ran, \(share)")
    }
  }

  @Test func countsAndDepthByWorkflow() async throws {
    let world = try await RelayWorld()
    try await world.apply()
    try await world.connection.simple(RelayTests.history(from: 1, to: 20))
    let run = try await world.enqueue("diamond")
    try await world.connection.simple(
      """
      insert into hatchet.live_task (id, run_created_at, version, queued_at, state, epoch, attempt, priority)
        select \(run.number) << 12 | n, clock_timestamp(), version, case when n = 0 then clock_timestamp() end,
          case n when 0 then 'queued' else 'waiting' end::hatchet.task_state, 0, 0, 2
        from hatchet.workflow, generate_series(0, 3) n where name = 'diamond'
      """)
    try await world.relayAll()
    let stats = try await world.reader.stats(since: .seconds(600))
    #expect(stats.freshness.isCurrent)
    #expect(stats.workflows.map(\.workflow) == ["diamond", "one"])
    #expect(stats.workflows.map(\.window.counts.enqueued) == [1, 20])
    #expect(stats.workflows.map(\.window.counts.completed) == [0, 20])
    #expect(stats.workflows.map(\.depth.queued) == [1, 0])
    #expect(stats.workflows.map(\.depth.waiting) == [3, 0])
    #expect(stats.all.window.counts.enqueued == 21)
    #expect(stats.all.depth.waiting == 3)
    #expect(stats.all.minute.rate(\.ended) > 0)
    #expect(stats.all.window.since <= stats.readAt - .seconds(600))
    #expect(stats.all.window.since > stats.readAt - .seconds(661))
  }

  @Test func nothingHasNoPercentile() {
    var latencies = Latencies()
    #expect(latencies.percentile(0.5) == nil)
    latencies.add(1, bucket: 0)
    latencies.add(99, bucket: 49)
    #expect(latencies.percentile(0.01) ?? .zero < .microseconds(11))
    #expect(latencies.percentile(0.5) == latencies.percentile(1))
  }
}
