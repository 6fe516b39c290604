package import Database

/// The named statements of `SQLText/queries`, rendered for one namespace.
///
/// A statement is a block of a file: a line `-- name: tail_runs`, comment lines that say what it does and why, the SQL.
package struct Statements: Sendable {
  package let namespace: Namespace
  private let texts: [String: String]

  package init(_ namespace: Namespace) {
    self.namespace = namespace
    texts = Self.blocks.mapValues(namespace.rendering)
  }

  /// For sessions of our own: prepared once a connection.
  package subscript(name: String) -> SQLStatement { SQLStatement(text(name), prepared: true) }

  /// For sessions that may be pooled by transaction: never prepared.
  package func once(_ name: String) -> SQLStatement { SQLStatement(text(name), prepared: false) }

  /// The SQL of the block with that name, with `$LOG` and the like replaced by identifiers from the catalog.
  package func text(_ name: String, replacing identifiers: KeyValuePairs<String, String> = [:]) -> String {
    guard var text = texts[name] else { preconditionFailure("no statement is named '\(name)'") }
    for (placeholder, identifier) in identifiers {
      text = text.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: identifier)
    }
    return text
  }

  /// The names of all, sorted.
  package static var names: [String] { blocks.keys.sorted() }

  private static let blocks: [String: String] = {
    var blocks: [String: String] = [:]
    for file in SQLFile.all where file.path.hasPrefix("queries/") {
      for (name, text) in parse(file.text) {
        precondition(blocks.updateValue(text, forKey: name) == nil, "two statements are named '\(name)'")
      }
    }
    return blocks
  }()

  static func parse(_ file: String) -> [(name: String, text: String)] {
    let marker = "-- name: "
    var blocks: [(name: String, text: String)] = []
    // By bytes: it is part of the start of each command.
    for bytes in file.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let line = Substring(bytes)
      if line.hasPrefix(marker) {
        blocks.append((String(line.dropFirst(marker.count)), ""))
      } else if !blocks.isEmpty, !line.hasPrefix("--") {
        blocks[blocks.count - 1].text.append(contentsOf: line)
        blocks[blocks.count - 1].text.append("\n")
      }
    }
    return blocks.map { ($0.name, trimmed($0.text)) }
  }

  /// Without blank ends and the closing semicolon.
  private static func trimmed(_ text: String) -> String {
    var end = text.endIndex
    while end > text.startIndex, "\n ;".contains(text[text.index(before: end)]) { end = text.index(before: end) }
    return String(text[..<end].drop { $0 == "\n" })
  }
}
