import ChildProcess
import Database
import FoundationEssentials
import Testing

@testable import Commands

/// The built program, and the signals that it gets.
@Suite struct SignalTests {
  private static let files = """
    name: gentle
    tasks:
      g: {run: 'while ! test -e go; do sleep 0.01; done; echo done'}
    ---
    name: endless
    tasks:
      e: {run: 'exec sleep 300'}
    ---
    name: deaf
    tasks:
      d: {run: "trap '' TERM; while :; do sleep 1; done", grace: 100s}

    """

  private func world() async throws -> TestWorld {
    let world = try await TestWorld.make()
    try world.folder.write("files.yaml", Self.files)
    #expect(await world.run("apply", "files.yaml").status == 0)
    return world
  }

  @Test func theFirstWaitsForWhatRuns() async throws {
    let world = try await world()
    let worker = try await BuiltProgram(world, "worker", "--verbose")
    let run = await world.run("enqueue", "gentle").lines.first ?? ""
    try await worker.says("gentle/g started")
    worker.child.signal(.terminate)
    try await worker.says("leaving after the end of 1 attempt")
    try world.folder.write("go", "")
    #expect(await worker.child.result().exit == .exited(143))
    _ = await worker.line(with: "nothing says this")
    let answer = await world.run("inspect", run, "--result")
    let said = await worker.log
    #expect(answer.output == "done\n", "\(answer.errors)\n\(said)")
  }

  @Test func theSecondGivesBackWhatRuns() async throws {
    let world = try await world()
    let worker = try await BuiltProgram(world, "worker", "--verbose")
    _ = await world.run("enqueue", "endless")
    try await worker.says("endless/e started")
    worker.child.signal(.interrupt)
    try await worker.says("leaving after")
    worker.child.signal(.interrupt)
    try await worker.says("stopping 1 attempt")
    #expect(await worker.child.result().exit == .exited(130))
    #expect(try await world.value("select outcome from hatchet.attempt") == "released")
    #expect(try await world.value("select state from hatchet.live_task") == "queued")
  }

  @Test func theThirdEndsItAtOnce() async throws {
    let world = try await world()
    let worker = try await BuiltProgram(world, "worker", "--verbose")
    _ = await world.run("enqueue", "deaf")
    try await worker.says("deaf/d started")
    worker.child.signal(.terminate)
    try await worker.says("leaving after")
    worker.child.signal(.terminate)
    try await worker.says("stopping 1 attempt")
    let start = ContinuousClock.now
    worker.child.signal(.terminate)
    #expect(await worker.child.result().exit == .exited(143))
    // The task has 100 s of grace.
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func anEngineLeavesToo() async throws {
    let world = try await world()
    let engine = try await BuiltProgram(world, "engine")
    try await engine.says("leading")
    engine.child.signal(.hangUp)
    #expect(await engine.child.result().exit == .exited(129))
    #expect(try await world.value("select clean from hatchet.leader") == "t")
  }

  @Test(arguments: [(Signal.interrupt, Int32(130)), (.terminate, 143)])
  func aBenchCleansUp(signal: Signal, status: Int32) async throws {
    let world = try await TestWorld.make(isMigrated: false)
    let bench = try await BuiltProgram(world, "bench", "--only", "latency", "--for", "1h")
    let line = try #require(await bench.line(with: "measuring in schema"))
    let schema = String(try #require(line.split(separator: "'").dropFirst().first))
    // In the middle of it: the first runs are finished.
    let attempts = "select case when to_regclass('\(schema).attempt') is null then 'none' else 'some' end"
    let database = try await Connection.open(
      try ConnectionTarget(try #require(world.environment["HATCHET_DATABASE_URL"])))
    while try await database.simple(attempts).last?.first?.text(0) != "some" {}
    while try await database.simple("select count(*) from \(schema).attempt").last?.first?.text(0) == "0" {}
    bench.child.signal(signal)
    #expect(await bench.child.result().exit == .exited(status))
    #expect(try await database.simple("select from pg_namespace where nspname = '\(schema)'").last?.count == 0)
    await database.close()
  }

  @Test func whoeverWaitsDiesOfIt() async throws {
    let world = try await world()
    let waiting = try await BuiltProgram(world, "enqueue", "endless", "--wait")
    // It says that nobody works when it has waited for a while.
    #expect(await waiting.line(with: "no worker runs") != nil)
    waiting.child.signal(.interrupt)
    let result = await waiting.child.result()
    #expect(result.exit == .signaled(.interrupt, coreDumped: false))
    // The id was there before the end.
    #expect(result.output.count == 37)
  }

  @Test func aReaderThatLeavesIsNoError() async throws {
    let world = try await world()
    var request = SpawnRequest(
      ["/bin/bash", "-o", "pipefail", "-c", "\"$0\" migrate sql | head -1", BuiltProgram.path],
      environment: world.environment, directory: world.folder.path)
    request.error = .collect(limit: 1 << 20)
    let result = try await Child.run(request)
    #expect(result.exit == .exited(0))
    #expect(result.errorOutput.isEmpty)
    #expect(String(decoding: result.output, as: UTF8.self) == "-- 0001_workflows\n")
  }
}

/// `hatchet` as it was built, as a process of its own.
private final class BuiltProgram: Sendable {
  static let path =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/.build/debug/hatchet"

  let child: Child
  private let lines: Lines

  init(_ world: TestWorld, _ words: String...) async throws {
    let request = SpawnRequest([Self.path] + words, environment: world.environment, directory: world.folder.path)
    child = try await Child.spawn(request)
    lines = Lines(child)
  }

  /// The next line of its stderr with `text` in it; nil if it ends without.
  func line(with text: String) async -> String? { await lines.next(with: text) }

  /// Waits for a line with `text` in it.
  func says(_ text: String, _ location: SourceLocation = #_sourceLocation) async throws {
    let line = await line(with: text)
    let said = await log
    try #require(line != nil, "'\(text)' is not in what it said:\n\(said)", sourceLocation: location)
  }

  /// All that it has said and was read.
  var log: String { get async { await lines.all.joined(separator: "\n") } }

  private actor Lines {
    private let child: Child
    private var pending: [String] = []
    private(set) var all: [String] = []

    init(_ child: Child) { self.child = child }

    func next(with text: String) async -> String? {
      while true {
        while !pending.isEmpty {
          let line = pending.removeFirst()
          if line.contains(text) { return line }
        }
        var batches = child.errorLines?.makeAsyncIterator()
        guard let batch = await batches?.next(isolation: self) else { return nil }
        pending = batch.map(\.text)
        all += pending
      }
    }
  }
}
