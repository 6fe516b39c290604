/// So many runs in a certain time, and what they cost.
package struct Throughput: Sendable {
  package var runs: Int
  package var perSecond: Double
  /// nil where it is not looked at.
  package var cost: Cost?
  /// Runs per second in each tenth of the runs.
  package var tenths: [Double]

  package init(runs: Int, perSecond: Double, cost: Cost? = nil, tenths: [Double] = []) {
    self.runs = runs
    self.perSecond = perSecond
    self.cost = cost
    self.tenths = tenths
  }

  package var limit: Limit? { cost.map { Limit($0) } }
}
