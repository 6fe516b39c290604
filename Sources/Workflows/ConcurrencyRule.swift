/// How many may be at work at once.
package struct ConcurrencyRule: Hashable, Sendable {
  /// An expression: what shares one limit.
  package var key: String
  package var max: Int
  package var strategy: ConcurrencyStrategy

  package init(key: String, max: Int = 1, strategy: ConcurrencyStrategy = .groupRoundRobin) {
    self.key = key
    self.max = max
    self.strategy = strategy
  }
}

/// What becomes of those over the limit.
package enum ConcurrencyStrategy: String, CaseIterable, Sendable {
  /// They wait, and keys take turns.
  case groupRoundRobin = "group_round_robin"
  /// The newest wins; what is at work is cancelled for it.
  case cancelInProgress = "cancel_in_progress"
  /// The newest is cancelled.
  case cancelNewest = "cancel_newest"
}
