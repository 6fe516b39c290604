import JSON
import Monitor

/// A line of a log as programs see it, in `logs` and in `inspect --json`.
enum LogDocument {
  static func value(_ entry: LogEntry) -> JSONValue {
    .object([
      ("task", .string(entry.task)),
      ("attempt", .int(entry.attempt)),
      ("line", .int(entry.line)),
      ("time", .time(entry.time)),
      ("priority", .int(entry.priority)),
      ("text", .string(entry.text)),
    ])
  }
}
