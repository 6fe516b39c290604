package import Time

/// The settings of a task that the engine acts on.
package struct TaskRules: Hashable, Sendable {
  /// Attempts after the first that may follow a failure or a time-out.
  package var retries: Int32
  package var backoff: Backoff
  /// Exit statuses that end the task at once.
  package var noRetryExitCodes: [Int32]
  /// How long it may be queued; nil for ever.
  package var scheduleTimeout: Duration?
  /// How many slots of one worker it takes: at least 1.
  package var slots: Int32
  package var labels: [LabelDemand]

  package init(
    retries: Int32 = 0, backoff: Backoff = Backoff(), noRetryExitCodes: [Int32] = [], scheduleTimeout: Duration? = nil,
    slots: Int32 = 1, labels: [LabelDemand] = []
  ) {
    self.retries = retries
    self.backoff = backoff
    self.noRetryExitCodes = noRetryExitCodes
    self.scheduleTimeout = scheduleTimeout
    self.slots = slots
    self.labels = labels
  }
}
