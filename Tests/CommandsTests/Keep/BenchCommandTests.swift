import Bench
import Database
import JSON
import Testing

@testable import Commands

@Suite struct BenchCommandTests {
  private func plan(_ change: (inout BenchCommand) throws -> Void) rethrows -> BenchPlan {
    var command = BenchCommand()
    try change(&command)
    return command.plan
  }

  @Test func programsGetOneObject() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let result = await world.run("bench", "--only", "drain", "--runs", "40", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let json = try JSONParser.parse(Array(result.output.utf8))
    #expect((json["drain_per_second"]?.double ?? 0) > 0)
    #expect(json["process_per_second"]?.isNull == true)
    #expect(result.errors.contains("measuring in schema 'hatchet_bench_"))
    let connection = try await Connection.open(
      try ConnectionTarget(try #require(world.environment["HATCHET_DATABASE_URL"])))
    let left = try await connection.simple("select nspname from pg_namespace where nspname like 'hatchet%'")
    #expect(left.last?.count == 0)
    await connection.close()
  }

  @Test func peopleGetTables() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let result = await world.run(
      "bench", "--quiet", "--only", "drain,latency,process,enqueue", "--runs", "40", "--for", "60ms", "--clients", "2")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
    for text in [
      "PostgreSQL ", "MEASUREMENT", "\ndrain ", "\nenqueue, 2 clients ", "a bare loop starts", "What set the limit",
      "RUNS/S",
    ] {
      #expect(result.output.contains(text), "\(text)")
    }
  }

  @Test func aLoadThatIsNotHeldIsAFailure() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let small = await world.run("bench", "--rate", "5", "--for", "200ms", "--tasks-per-run", "2", "--input-size", "1k")
    // A machine that has much else to do may not hold even that.
    let answers = [
      0: "yes: 5 runs/s of 2 tasks with 1 kB of input, ", 1: "no: 5 runs/s of 2 tasks with 1 kB of input: ",
    ]
    #expect(small.output.contains(answers[Int(small.status)] ?? "no such status"), "\(small.output)\(small.errors)")
    let tooMuch = await world.run("bench", "--rate", "1000000", "--for", "1ms")
    #expect(tooMuch.status == 1)
    #expect(tooMuch.output.contains("no: 1,000,000 runs/s of 1 task: the most that got through is "))
  }

  @Test func theCurveIsDrawn() async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let result = await world.run("bench", "--only", "latency", "--plot", "--for", "20ms")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.contains { $0.hasPrefix("25/s p50") && $0.hasSuffix(" ms") && $0.contains("█") })
  }

  @Test(arguments: [["--only", "drain,nothing"], ["--runs", "0"], ["--input-size", "4x"], ["--shape", "ring"]])
  func whatMakesNoSenseIsRefused(words: [String]) async {
    #expect(await CommandResult.of(["bench"] + words, environment: [:]).status == 2)
  }

  @Test func theOptionsMakeThePlan() throws {
    #expect(BenchCommand().plan.measurements.count == BenchPlan.Measurement.allCases.count)
    #expect(plan { $0.rate = 500 }.measurements == [.history, .load])
    #expect(plan { ($0.rate, $0.plots) = (500, true) }.measurements == [.history, .load, .latency])
    #expect(
      try plan { $0.only = [try BenchMeasurements(argument: "drain,dag")] }.measurements == [.history, .drain, .dag])
    #expect(plan { $0.isQuick = true }.runs == 5000)
    #expect(plan { ($0.isQuick, $0.runs) = (true, 7000) }.runs == 7000)
    #expect(plan { $0.runs = 30 }.dagRuns == 30)
  }

  @Test(arguments: [
    ("0", 0), ("100", 100), ("100B", 100), ("4k", 4000), ("64kB", 64_000), ("4Ki", 4096), ("1M", 1_000_000),
    ("2MiB", 2 << 20),
  ]) func sizesAreRead(text: String, bytes: Int) throws {
    #expect(try ByteCount(argument: text).bytes == bytes)
  }

  @Test(arguments: ["", "k", "4x", "-1", "1.5k", "17M", "99999999999999999999", "4 k", "9223372036854775807M"])
  func whatIsNoSizeIsNot(text: String) {
    #expect(throws: (any Error).self) { try ByteCount(argument: text) }
  }

  @Test(arguments: [
    (1.25, 1, "1.3"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (-1.5, 1, "-1.5"), (12, 0, "12"), (3.0456, 3, "3.046"),
    (.infinity, 1, ""),
  ]) func numbersAreRounded(value: Double, places: Int, text: String) {
    #expect(BenchRow.decimal(value, places) == text)
  }
}
