package import Database
import Engine
import JSON
package import Workflows

/// A workflow version as it is stored.
package struct StoredDefinition: Sendable {
  package var name: String
  /// Canonical JSON.
  package var definition: JSONText
  /// Where the file lay when it was applied.
  package var directory: String?

  package init(name: String, definition: JSONText, directory: String?) {
    self.name = name
    self.definition = definition
    self.directory = directory
  }

  /// The workflow; nil if this binary cannot read it, since a newer one stored it.
  package var workflow: Workflow? {
    guard let value = try? JSONParser.parse(definition.utf8) else { return nil }
    return try? Workflow(definition: value, directory: directory)
  }
}

extension StoredDefinition {
  /// The rows of `load_versions`.
  static func byVersion(_ rows: Rows) throws(DatabaseError) -> [VersionID: StoredDefinition] {
    var definitions: [VersionID: StoredDefinition] = [:]
    for row in rows {
      definitions[VersionID(rawValue: try row.get(0))] = StoredDefinition(
        name: try row.get(1), definition: try row.get(2), directory: try row.get(3))
    }
    return definitions
  }
}
