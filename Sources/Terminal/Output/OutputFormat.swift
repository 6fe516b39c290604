/// `-o`: how a result is written on stdout.
package enum OutputFormat: String, CaseIterable, Sendable {
  /// For people.
  case table
  /// One array, or one object.
  case json
  /// One object per line, as soon as it is there.
  case jsonl
  case csv, tsv
  /// One id per line: for `xargs`, and for our own `-`.
  case id

  /// Whether rows are written as they come. A table needs all of them to know its widths.
  package var streams: Bool { self != .table }
}
