package import Arguments
package import Terminal

/// How results are written: the same options for every command that lists something.
package struct OutputOptions: OptionGroup {
  package var format = OutputFormat.table
  package var json = false
  package var columns: String?
  package var hasHeader = true

  package init() {}

  package static let options = OptionList<Self>("output options")
    .option("output", "o", \.format, "FORMAT", "How to write the result")
    .flag("json", \.json, "The same as --output json")
    .option("columns", \.columns, "NAMES", "Only these columns, in this order, with commas between")
    .flag("header", \.hasHeader, negatable: true, "Begin a table with the names of its columns")
    .exclusive("output", "json")

  /// What is written.
  package var chosen: OutputFormat { json ? .json : format }

  /// The gate through which the rows of a command leave.
  package func writer<Row>(_ columns: [Column<Row>], _ session: Session) throws(TerminalError) -> RowWriter<Row> {
    let names = self.columns?.split(separator: ",").map { name in String(name.drop { $0 == " " }) }
    return try RowWriter(
      columns: columns, options: .init(format: chosen, columns: names, hasHeader: hasHeader), surface: session.surface,
      output: session.output)
  }
}

extension OutputFormat: ArgumentValue {}
