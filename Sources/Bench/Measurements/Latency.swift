/// How long runs waited for their start, at one rate.
package struct Latency: Sendable {
  /// Runs per second that were asked for, and that were taken in.
  package var rate: Double
  package var achieved: Double
  /// From asking for a run to the start of its first task.
  package var start: Percentiles
  /// From asking for a run to its being on record: what of `start` is the enqueue itself.
  package var enqueue: Percentiles
  /// Runs that were not finished when the last was asked for.
  package var backlog: Int

  /// More was asked for than went through.
  package var isOverloaded: Bool { achieved < rate * 0.95 || Double(backlog) > max(50, rate * 0.2) }

  package init(rate: Double, achieved: Double, start: Percentiles, enqueue: Percentiles, backlog: Int) {
    self.rate = rate
    self.achieved = achieved
    self.start = start
    self.enqueue = enqueue
    self.backlog = backlog
  }
}
