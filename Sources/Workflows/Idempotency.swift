/// How a second request for the same thing is told from a new one.
package struct Idempotency: Hashable, Sendable {
  /// An expression, scoped to the workflow.
  package var key: String
  /// How long a key is taken at most.
  package var ttl: Duration
  package var until: Until

  package init(key: String, ttl: Duration, until: Until = .ttl) {
    self.key = key
    self.ttl = ttl
    self.until = until
  }

  /// What frees a key.
  package enum Until: String, CaseIterable, Sendable {
    /// The time alone.
    case ttl
    /// The end of its run, or the time.
    case finished
  }
}
