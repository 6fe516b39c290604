package import Time
package import Workflows

/// What is declared at the moment: each workflow's present version, what triggers it, whether it is paused.
package struct Registry: Hashable, Sendable {
  /// By name.
  package var workflows: [String: RegisteredWorkflow]

  package var crons: [RegisteredCron]

  package init(workflows: [String: RegisteredWorkflow] = [:], crons: [RegisteredCron] = []) {
    self.workflows = workflows
    self.crons = crons
  }
}

/// A workflow that was applied.
package struct RegisteredWorkflow: Hashable, Sendable {
  /// What a new run gets.
  package var version: VersionID
  /// 1 low, 2 normal, 3 high.
  package var priority: Int16
  package var triggers: Triggers
  /// nil if it is not paused.
  package var pausedSince: Timestamp?
  /// When its last pause ended: time-outs in the queue count from then.
  package var resumedAt: Timestamp?
  /// While it is paused: whether ticks of its crons are dropped instead of queued.
  package var dropsCrons: Bool

  package init(
    version: VersionID, priority: Int16 = 2, triggers: Triggers = Triggers(), pausedSince: Timestamp? = nil,
    resumedAt: Timestamp? = nil, dropsCrons: Bool = false
  ) {
    self.version = version
    self.priority = priority
    self.triggers = triggers
    self.pausedSince = pausedSince
    self.resumedAt = resumedAt
    self.dropsCrons = dropsCrons
  }
}
