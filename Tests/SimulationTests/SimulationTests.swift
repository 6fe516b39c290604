import FoundationEssentials
import Testing

/// `HATCHET_SEED` and `HATCHET_STEPS` play a world again, or more of them.
@Suite struct SimulationTests {
  private static let stepsPerWorld = 5000
  private static let steps: UInt64 = 1_000_000

  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func everyRunEndsAsItsTasksSay() async throws {
    let first = Self.setting("HATCHET_SEED") ?? UInt64.random(in: 0..<1 << 32)
    var stepsLeft = Int(Self.setting("HATCHET_STEPS") ?? Self.steps)
    var seed = first
    var counts: [String: Int] = [:]
    print("simulation: HATCHET_SEED=\(first) HATCHET_STEPS=\(stepsLeft)")
    while stepsLeft > 0 {
      let steps = min(stepsLeft, Self.stepsPerWorld)
      do {
        counts.merge(try Self.play(seed: seed, steps: steps), uniquingKeysWith: +)
      } catch let violation as Violation {
        Issue.record(
          """
          \(violation); play it again by
          HATCHET_SEED=\(seed) HATCHET_STEPS=\(steps) swift test --filter everyRunEndsAsItsTasksSay
          """)
        return
      }
      stepsLeft -= steps
      seed &+= 1
      // The pool's few threads are for all tests.
      await Task.yield()
    }
    print("simulation:", counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
  }

  /// A world from its beginning to the end of all its runs. Returns what happened how often.
  private static func play(seed: UInt64, steps: Int) throws -> [String: Int] {
    var world = try Simulation(seed: seed)
    for _ in 0..<steps { try world.step() }
    try world.settle()
    try world.judge()
    return world.counts.merging(["runs": world.database.runs.count, "steps": steps]) { $1 }
  }
}
