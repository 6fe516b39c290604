package import Time

/// A line that a task wrote on stderr.
package struct LogEntry: Hashable, Sendable {
  package var task: String
  package var attempt: Int32
  /// From 1 on, within the attempt.
  package var line: Int32
  package var time: Timestamp
  /// As in syslog: 0 emergency … 7 debug.
  package var priority: Int16
  package var text: String
}

/// What one read of a log gave.
package struct LogPage: Sendable {
  /// In the order of time.
  package var entries: [LogEntry]
  /// Whether to read on at once.
  package var hasMore: Bool
  /// Whether that was all, for good: the run is final, and nothing was left.
  package var isComplete: Bool
}

/// The end of the log of a failed task.
package struct FailureTail: Sendable {
  package var task: String
  package var attempt: Int32
  package var entries: [LogEntry]
}
