import Engine
import TestRandom
import Testing
import Time
import Workflows

/// Which ticks fire. The fixture's clock starts at 2023-11-14 22:13:20.
@Suite struct CronsTests {
  private static let start = Timestamp(microseconds: 1_700_000_000_000_000)

  private func cron(
    _ expression: String, id: Int64 = 1, _ catchUp: CatchUp = .last, window: Duration = .seconds(86_400),
    isPaused: Bool = false, next: Timestamp? = nil, last: Timestamp? = nil
  ) throws -> RegisteredCron {
    RegisteredCron(
      id: id, workflow: "w0", expression: try CronExpression(expression), catchUp: catchUp, catchUpWindow: window,
      isPaused: isPaused, nextAt: next, lastAt: last)
  }

  private func registry(_ crons: RegisteredCron..., pausedSince: Timestamp? = nil, drops: Bool = false) -> Input {
    .registry(
      Registry(
        workflows: [
          "w0": RegisteredWorkflow(version: VersionID(rawValue: 0), pausedSince: pausedSince, dropsCrons: drops)
        ], crons: crons))
  }

  /// How long after the start.
  private func times(_ ticks: [Timestamp]) -> [String] {
    ticks.map { DurationText.format($0 - Self.start) }
  }

  private func fixture() throws -> Fixture { try Fixture([task("a")]) }

  @Test func aTickFiresOnceAndInTime() throws {
    var fixture = try fixture()
    let first = fixture.apply(registry(try cron("* * * * *")))
    #expect(first.cronMoves.map(\.ticks) == [[]] && !first.writesNothing)
    #expect(times(first.cronMoves.map(\.next)) == ["40s"])
    #expect(fixture.engine.nextWake == Self.start + .seconds(40))
    #expect(fixture.advance(.seconds(39)).writesNothing)
    let second = fixture.advance(.seconds(1))
    #expect(times(second.cronMoves.flatMap(\.ticks)) == ["40s"])
    #expect(second.cronMoves[0].cron.nextAt == Self.start + .seconds(40))
    #expect(fixture.engine.nextWake == Self.start + .seconds(100))
    #expect(fixture.apply(.tick).writesNothing)
  }

  @Test func aClockThatIsSetBackFiresNothingTwice() throws {
    var fixture = try fixture()
    fixture.apply(registry(try cron("* * * * *")))
    _ = fixture.advance(.seconds(40))
    fixture.now = fixture.now - .seconds(3600)
    #expect(fixture.apply(.tick).writesNothing)
    #expect(fixture.engine.nextWake == Self.start + .seconds(100))
    // Nor does one whose next tick is to be worked out.
    let again = fixture.apply(registry(try cron("* * * * *", last: Self.start + .seconds(40))))
    #expect(again.cronMoves.map(\.next) == [Self.start + .seconds(100)])
  }

  /// Trap 13: what was missed is made up for, as the file says.
  @Test(arguments: [
    // Away for an hour: ticks every ten minutes, the last one 3m20s ago.
    (CatchUp.none, 86_400 as Int64, [] as [String]), (.last, 86_400, ["-3m 20s"]), (.last, 100, []),
    (.last, 200, ["-3m 20s"]),
    (.all, 86_400, ["-53m 20s", "-43m 20s", "-33m 20s", "-23m 20s", "-13m 20s", "-3m 20s"]),
    (.all, 1500, ["-23m 20s", "-13m 20s", "-3m 20s"]),
  ])
  func whatWasMissedIsMadeUpFor(catchUp: CatchUp, window: Int64, expected: [String]) throws {
    var fixture = try fixture()
    let next = Self.start - .seconds(3200)
    let batch = fixture.apply(
      registry(try cron("*/10 * * * *", catchUp, window: .seconds(window), next: next)))
    #expect(times(batch.cronMoves.flatMap(\.ticks)) == expected)
    #expect(times(batch.cronMoves.map(\.next)) == ["6m 40s"])
    #expect(batch.cronMoves[0].cron.nextAt == next)
  }

  /// A new leader takes seconds: what became due meanwhile is late, and was not missed.
  @Test(arguments: CatchUp.allCases) func whatIsAMinuteLateWasNotMissed(catchUp: CatchUp) throws {
    var fixture = try fixture()
    let batch = fixture.apply(
      registry(try cron("*/20 * * * * *", catchUp, window: .seconds(1), next: Self.start - .seconds(600))))
    #expect(times(batch.cronMoves.flatMap(\.ticks)) == ["-1m", "-40s", "-20s", "0s"])
  }

  @Test func theNewestOfMillionsIsFound() throws {
    var fixture = try fixture()
    let year = Duration.seconds(365 * 86_400)
    let batch = fixture.apply(
      registry(
        try cron("* * * 1-10 *", window: year, next: Self.start - year),
        try cron("* * * * * *", id: 2, window: year, next: Self.start - year)))
    // 31 October, 23:59.
    #expect(batch.cronMoves[0].ticks.map(\.rfc3339) == ["2023-10-31T23:59:00.000000Z"])
    #expect(batch.cronMoves[1].ticks.count == 61)
  }

  @Test func aThousandAtOnce() throws {
    var fixture = try fixture()
    let away = Duration.seconds(3000)
    fixture.apply(registry(try cron("* * * * * *", .all, next: Self.start - away)))
    var ticks = fixture.last.cronMoves.flatMap(\.ticks)
    #expect(ticks.count == 1000)
    var batches = 1
    while fixture.engine.nextWake.map({ $0 <= fixture.now }) == true {
      fixture.apply(.tick)
      ticks += fixture.last.cronMoves.flatMap(\.ticks)
      batches += 1
    }
    #expect(batches == 4 && ticks.count == 3001)
    #expect(ticks == (0...3000).map { Self.start - away + .seconds($0) })
  }

  @Test func whatIsPausedFiresNothing() throws {
    var fixture = try fixture()
    #expect(fixture.apply(registry(try cron("* * * * *", isPaused: true))).writesNothing)
    #expect(fixture.engine.nextWake == nil)
    #expect(fixture.advance(.seconds(3600)).writesNothing)
    // It goes on from then.
    let resumed = fixture.apply(registry(try cron("* * * * *")))
    #expect(resumed.cronMoves.flatMap(\.ticks).isEmpty)
    #expect(resumed.cronMoves.map(\.next) == [Self.start + .seconds(3640)])
  }

  @Test func aPausedWorkflowQueuesTicksOrDropsThem() throws {
    var fixture = try fixture()
    fixture.apply(registry(try cron("* * * * *"), pausedSince: Self.start))
    #expect(times(fixture.advance(.seconds(40)).cronMoves.flatMap(\.ticks)) == ["40s"])
    let next = Self.start + .seconds(100)
    fixture.apply(registry(try cron("* * * * *", next: next), pausedSince: Self.start, drops: true))
    let dropped = fixture.advance(.seconds(60))
    #expect(dropped.cronMoves.map(\.ticks) == [[]] && dropped.cronMoves.map(\.next) == [next + .seconds(60)])
  }

  /// What is stored may lie between ticks: somebody has set it.
  @Test func whatIsStoredNeedBeNoTick() throws {
    var fixture = try fixture()
    let batch = fixture.apply(
      registry(try cron("*/10 * * * *", .all, next: Self.start - .seconds(1000))))
    #expect(times(batch.cronMoves.flatMap(\.ticks)) == ["-13m 20s", "-3m 20s"])
  }

  /// Whatever happens, and whoever reads the rows anew: with `all`, each tick fires exactly once.
  @Test(arguments: 0..<50 as Range<UInt64>) func exactlyOnce(seed: UInt64) throws {
    var random = Dice(seed: seed)
    var fixture = try fixture()
    let text =
      ["*/7 * * * * *", "* * * * *", "*/5 * * * *", "0 30 * * * *"].randomElement(using: &random) ?? "* * * * *"
    var row = try cron(text, .all, window: .seconds(86_400 * 365))
    var fired: [Timestamp] = []
    var first: Timestamp?
    func keep(_ batch: Batch) {
      for move in batch.cronMoves where move.cron.nextAt == row.nextAt {
        fired += move.ticks
        row.nextAt = move.next
        row.lastAt = move.ticks.last ?? row.lastAt
        first = first ?? move.next
      }
    }
    keep(fixture.apply(registry(row)))
    for _ in 0..<200 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        // A leader dies with what it had decided.
        fixture.apply(.tick)
        fixture.engine = Engine(seed: 1)
        keep(fixture.apply(registry(row)))
      case 1: keep(fixture.apply(registry(row)))
      case 2: fixture.now = fixture.now - .seconds(Int64.random(in: 0...600, using: &random))
      default: keep(fixture.advance(.milliseconds(Int64.random(in: 0...200_000, using: &random))))
      }
    }
    while let wake = fixture.engine.nextWake, wake <= fixture.now { keep(fixture.apply(.tick)) }
    let end = try #require(fired.last ?? first)
    let expression = try CronExpression(text)
    var expected: [Timestamp] = []
    var next = first
    while let tick = next, tick <= end, !fired.isEmpty {
      expected.append(tick)
      next = expression.next(after: tick, in: .utc)
    }
    #expect(fired == expected)
  }
}
