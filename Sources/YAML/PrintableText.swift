extension String {
  /// For a message that quotes what stood in a file: control characters replaced, so that they do nothing to a terminal,
  /// and of a long text the beginning and the end.
  package func printable(limit: Int = 200) -> String {
    let scalars = unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
    let shown = scalars.count <= limit ? scalars : scalars.prefix(limit / 2) + ["…"] + scalars.suffix(limit / 2)
    return String(String.UnicodeScalarView(shown))
  }
}
