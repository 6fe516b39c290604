import FoundationEssentials
import Testing

/// `HATCHET_SEED` and `HATCHET_STEPS` play a world again, or a longer one.
@Suite struct SimulationTests {
  private static let stepsPerWorld = 5000

  private static func setting(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  @Test func everyRunEndsAsItsTasksSay() throws {
    let first = Self.setting("HATCHET_SEED") ?? UInt64.random(in: 0..<1 << 32)
    var stepsLeft = Int(Self.setting("HATCHET_STEPS") ?? 100_000)
    var seed = first
    var counts: [String: Int] = [:]
    print("simulation: HATCHET_SEED=\(first) HATCHET_STEPS=\(stepsLeft)")
    while stepsLeft > 0 {
      var world = try Simulation(seed: seed)
      let steps = min(stepsLeft, Self.stepsPerWorld)
      do {
        for _ in 0..<steps { try world.step() }
        try world.settle()
        try world.judge()
      } catch let violation as Violation {
        Issue.record("\(violation); play it again by HATCHET_SEED=\(seed) HATCHET_STEPS=\(steps)")
        return
      }
      counts.merge(world.counts, uniquingKeysWith: +)
      counts["runs", default: 0] += world.database.runs.count
      stepsLeft -= steps
      seed &+= 1
    }
    print("simulation:", counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
  }
}
