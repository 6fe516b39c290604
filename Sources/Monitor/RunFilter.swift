package import Engine
package import Time

/// Which runs, and how many of them.
package struct RunFilter: Sendable {
  /// Of this workflow; nil: of any.
  package var workflow: String?
  /// In one of these; empty: in any.
  package var statuses: Set<Status>
  /// Created then or later; nil: in the last 24 hours, by the database's clock.
  package var since: Timestamp?
  /// Created before then; nil: no bound.
  package var until: Timestamp?
  /// With all of these in their metadata: a string by its text, anything else by its JSON.
  package var metadata: [(key: String, value: String)]
  /// With this text in the error of the first task that failed, of which 300 characters count; nil: with any, or none.
  package var error: String?
  /// At least 1.
  package var limit: Int
  /// Older than this one: `RunPage.next`.
  package var before: RunID?

  package init(
    workflow: String? = nil, statuses: Set<Status> = [], since: Timestamp? = nil, until: Timestamp? = nil,
    metadata: [(key: String, value: String)] = [], error: String? = nil, limit: Int = 50, before: RunID? = nil
  ) {
    self.workflow = workflow
    self.statuses = statuses
    self.since = since
    self.until = until
    self.metadata = metadata
    self.error = error
    self.limit = limit
    self.before = before
  }
}

extension RunFilter {
  /// Whether the monitor's index leads to what is meant: by workflow, or by a status that is final.
  package var isFoundByMonitor: Bool { workflow != nil || statuses.contains(where: \.isFinal) }
}

/// Runs, the newest first.
package struct RunPage: Sendable {
  package var runs: [RunSummary]
  /// Whether there are, or may be, more: ask again with `before: next`.
  package var hasMore: Bool
  /// Where the next page begins; nil if there is none.
  package var next: RunID?
  /// Whether the search gave up before it had found enough: so many runs were looked at. The page may even be empty.
  package var isCutShort: Bool
}
