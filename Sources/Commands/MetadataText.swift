package import Database
package import JSON

/// Metadata for people.
package enum MetadataText {
  /// `day=2026-01-01 team=ops`: strings as they are, anything else as JSON; the document itself if it is no object.
  package static func line(_ document: JSONText) -> String {
    guard let object = (try? JSONParser.parse(document.utf8))?.object else { return document.text }
    return object.members.map { "\($0.key)=\($0.value.string ?? JSONWriter.text($0.value))" }.joined(separator: " ")
  }
}

extension JSONText {
  /// Parsed; as a string, if it is something that only PostgreSQL takes for JSON.
  package var value: JSONValue { (try? JSONParser.parse(utf8)) ?? .string(text) }
}
