package import Monitor

/// What was measured; nil and empty is what was not.
package struct BenchReport: Sendable {
  package var plan: BenchPlan
  package var server: ServerLoad.Facts
  package var singleEnqueue: Throughput?
  /// By all clients together.
  package var enqueue: Throughput?
  package var bulk: Throughput?
  package var drain: Throughput?
  package var latencies: [Latency] = []
  package var dag: Throughput?
  package var process: Throughput?
  /// Of the bare loop.
  package var spawnsPerSecond: Double?
  package var sizes: [SizeEffect] = []
  package var answer: LoadAnswer?
  package var history: Throughput?
  /// The most memory that this process had, in bytes.
  package var peakMemory: Int64 = 0

  /// Processes per second of hatchet, as a share of the bare loop's.
  package var processShare: Double? {
    guard let process, let spawnsPerSecond, spawnsPerSecond > 0 else { return nil }
    return process.perSecond / spawnsPerSecond
  }

  package init(plan: BenchPlan, server: ServerLoad.Facts) {
    self.plan = plan
    self.server = server
  }
}
