import Monitor
import Terminal

/// What a statement gave, as a table.
struct SQLTable {
  private let result: ReadOnlySQL.Result
  private let session: Session

  init(_ result: ReadOnlySQL.Result, _ session: Session) {
    self.result = result
    self.session = session
  }

  /// The rows on stdout, how many there are on stderr.
  func write() throws {
    let pager = Pager(surface: session.surface, environment: session.environment)
    try pager.page(session.output) { output in
      var writer = try RowWriter(columns: columns, options: .init(), surface: session.surface, output: output)
      try writer.writeAll(result.rows)
    }
    let count = HumanText.counted(result.rows.count, "row")
    session.say(result.isTruncated ? "(the first \(count))" : "(\(count))")
  }

  private var columns: [Column<[String?]>] {
    result.columns.enumerated().map { place, name in
      // A column of numbers is aligned as one.
      let texts = result.rows.lazy.compactMap { $0[place] }
      let isNumeric = !texts.isEmpty && texts.allSatisfy(Self.isNumber)
      return Column(name, header: name, alignment: isNumeric ? .right : .left, canShrink: !isNumeric) {
        .text($0[place])
      }
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
  }
}
