/// A column of a listing: its name is a contract (JSON field, CSV header, `--columns`), its header is for people.
package struct Column<Row>: Sendable {
  /// snake_case
  package var name: String
  package var header: String
  /// Where the fields of the column are shown in their short forms.
  package var shortHeader: String
  package var alignment: Fitting.Alignment
  /// Whether a table may cut it to make the line fit a terminal. Ids are never cut: they are there to be copied.
  package var canShrink: Bool
  /// Whether a table leaves it out, unless it was asked for, on a terminal that has no room for all.
  package var isMinor: Bool
  /// Whether a table shows it unasked; the other formats have every column.
  package var isDefault: Bool
  package var field: @Sendable (Row) -> Field

  /// - Parameters:
  ///   - header: the name in upper case with blanks, if there is none.
  ///   - shortHeader: the same as `header`, if there is none.
  package init(
    _ name: String, header: String? = nil, shortHeader: String? = nil, alignment: Fitting.Alignment = .left,
    canShrink: Bool = false, isMinor: Bool = false, isDefault: Bool = true, field: @escaping @Sendable (Row) -> Field
  ) {
    self.name = name
    self.header = header ?? String(name.uppercased().map { $0 == "_" ? " " : $0 })
    self.shortHeader = shortHeader ?? self.header
    self.alignment = alignment
    self.canShrink = canShrink
    self.isMinor = isMinor
    self.isDefault = isDefault
    self.field = field
  }
}
