import Engine
import Store

/// Inputs that are read before they are needed, many at a time.
struct InputsAhead {
  typealias Reading = Task<[Int64: RunInput], Never>

  /// What nobody asks for makes room for the next.
  private static let capacity = 2048

  private var readings: [Int64: Reading] = [:]
  /// In the order in which they were added; some have been taken.
  private var order: [Int64] = []

  /// The runs that are worth a reading: none as long as most are known.
  func unknown(of runs: [RunID]) -> [RunID] {
    let unknown = Set(runs).filter { readings[$0.number] == nil }
    return 2 * unknown.count > runs.count ? Array(unknown) : []
  }

  mutating func add(_ reading: Reading, for runs: [RunID]) {
    for run in runs { readings[run.number] = reading }
    order += runs.map(\.number)
    guard order.count > Self.capacity else { return }
    for run in order.prefix(Self.capacity / 2) { readings[run] = nil }
    order.removeFirst(Self.capacity / 2)
  }

  /// Those of these runs that are read, or being read; they are forgotten.
  mutating func take(_ runs: [Int64]) -> [Int64: Reading] {
    var taken: [Int64: Reading] = [:]
    for run in runs { taken[run] = readings.removeValue(forKey: run) }
    return taken
  }
}
