import JSON
import Terminal

/// What a command gives that gives one thing.
protocol SingleResult {
  static var columns: [Column<Self>] { get }
}

extension SingleResult {
  /// One result is one object, not an array of one.
  func write(as format: OutputFormat, _ session: Session) throws {
    guard format != .json else {
      let members = Self.columns.map { JSONObject.Member(key: $0.name, value: $0.field(self).json) }
      return try session.output.writeLine(JSONWriter.text(.object(JSONObject(members))))
    }
    var writer = try RowWriter(
      columns: Self.columns, options: .init(format: format), surface: session.surface, output: session.output)
    try writer.write(self)
    try writer.finish()
  }
}
