import Synchronization

/// What this process has sent to its databases since it started, COPY and scripts apart: for whoever measures what its
/// work costs.
package enum Traffic {
  private static let statementCount = Atomic<Int>(0)
  private static let roundTripCount = Atomic<Int>(0)

  package static var statements: Int { statementCount.load(ordering: .relaxed) }
  package static var roundTrips: Int { roundTripCount.load(ordering: .relaxed) }

  static func note(_ segments: [[Call]]) {
    statementCount.wrappingAdd(segments.reduce(0) { $0 + $1.count }, ordering: .relaxed)
    roundTripCount.wrappingAdd(1, ordering: .relaxed)
  }
}
