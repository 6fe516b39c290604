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
  package var peakMemory: Int64 = 0

  package init(plan: BenchPlan, server: ServerLoad.Facts) {
    self.plan = plan
    self.server = server
  }
}
