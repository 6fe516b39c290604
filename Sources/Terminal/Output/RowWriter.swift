import JSON

/// The one gate through which rows leave: every listing works in every format.
package struct RowWriter<Row>: Sendable {
  package struct Options: Sendable {
    package var format: OutputFormat
    /// `--columns a,b`: these, in this order, in every format.
    package var columns: [String]?
    /// `--no-header`
    package var hasHeader: Bool

    package init(format: OutputFormat = .table, columns: [String]? = nil, hasHeader: Bool = true) {
      self.format = format
      self.columns = columns
      self.hasHeader = hasHeader
    }
  }

  private let columns: [Column<Row>]
  private let idColumn: Column<Row>?
  private let options: Options
  private let surface: Surface
  private let output: Output
  private var table: TableLayout
  private(set) package var count = 0

  /// - Parameters:
  ///   - columns: all that there are; the first is the id.
  ///   - surface: that of `output`.
  /// - Throws: `unknownColumn`.
  package init(columns: [Column<Row>], options: Options, surface: Surface, output: Output) throws(TerminalError) {
    self.columns = try RowWriter.selected(columns, options)
    idColumn = columns.first
    self.options = options
    self.surface = surface
    self.output = output
    table = TableLayout(
      columns: self.columns.map {
        TableLayout.Column(
          header: $0.header, shortHeader: $0.shortHeader, alignment: $0.alignment, canShrink: $0.canShrink,
          isMinor: $0.isMinor && options.columns == nil)
      })
  }

  package mutating func write(_ row: Row) throws(TerminalError) {
    switch options.format {
    case .table:
      table.append(columns.map { $0.field(row) })
    case .json:
      try output.write((count == 0 ? "[\n  " : ",\n  ") + JSONWriter.text(object(row)))
    case .jsonl:
      try output.writeLine(JSONWriter.text(object(row)))
    case .csv, .tsv:
      if count == 0 { try writeSeparatedHeader() }
      try output.writeLine(Separated.line(columns.map { $0.field(row).json }, options.format))
    case .id:
      if let idColumn { try output.writeLine(Separated.plain(idColumn.field(row).json)) }
    }
    count += 1
  }

  /// Writes what closes the format, and flushes.
  package mutating func finish() throws(TerminalError) {
    switch options.format {
    case .table:
      for line in table.lines(surface: surface, hasHeader: options.hasHeader) { try output.writeLine(line) }
    case .json:
      try output.write(count == 0 ? "[]\n" : "\n]\n")
    case .csv, .tsv:
      if count == 0 { try writeSeparatedHeader() }
    case .jsonl, .id:
      break
    }
    try output.flush()
  }

  /// Writes all of `rows` and finishes.
  package mutating func writeAll(_ rows: some Sequence<Row>) throws(TerminalError) {
    for row in rows { try write(row) }
    try finish()
  }

  private func object(_ row: Row) -> JSONValue { .object(columns.map { ($0.name, $0.field(row).json) }) }

  private func writeSeparatedHeader() throws(TerminalError) {
    guard options.hasHeader else { return }
    try output.writeLine(Separated.line(columns.map { .string($0.name) }, options.format))
  }

  private static func selected(_ columns: [Column<Row>], _ options: Options) throws(TerminalError) -> [Column<Row>] {
    guard let names = options.columns else {
      return options.format == .table ? columns.filter(\.isDefault) : columns
    }
    var selected: [Column<Row>] = []
    for name in names {
      guard let column = columns.first(where: { $0.name == name }) else {
        throw TerminalError(
          code: .unknownColumn, message: "unknown column '\(name)'",
          hint: "columns are \(columns.map(\.name).joined(separator: ", "))")
      }
      selected.append(column)
    }
    return selected
  }
}
