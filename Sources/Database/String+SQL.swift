extension String {
  /// This string as an SQL identifier, quoted.
  package var sqlIdentifier: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// This string as an SQL literal, quoted, whatever `standard_conforming_strings` says.
  package var sqlLiteral: String {
    let quoted = split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    guard quoted.contains("\\") else { return "'\(quoted)'" }
    return " E'" + quoted.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") + "'"
  }
}
