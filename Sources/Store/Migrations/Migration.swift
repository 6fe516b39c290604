import JSON

/// One numbered step of the schema: `0003_live`, with the SQL that makes it and the SQL that takes it back.
package struct Migration: Sendable {
  package let version: Int
  package let name: String
  package let up: String
  package let down: String

  /// SHA-256 of `up`, hex: an applied step must never change.
  package let checksum: String

  /// All that this binary knows, from 1 on without a gap.
  package static let all: [Migration] = {
    var down: [String: String] = [:]
    for file in SQLFile.all where file.path.hasPrefix("migrations/") && file.path.hasSuffix(".down.sql") {
      down[file.name] = file.text
    }
    return SQLFile.all.filter { $0.path.hasPrefix("migrations/") && $0.path.hasSuffix(".up.sql") }.map { file in
      Migration(file, down: down[file.name])
    }
  }()

  private init(_ file: SQLFile, down: String?) {
    let number = file.name.prefix { $0.isNumber }
    guard let version = Int(number), let down else { preconditionFailure("'\(file.path)' is not a migration") }
    self.version = version
    name = String(file.name.dropFirst(number.count + 1))
    up = file.text
    self.down = down
    checksum = SHA256.hex(Array(file.text.utf8))
  }

  /// `0003_live`
  package var label: String { Self.label(version, name) }

  package static func label(_ version: Int, _ name: String) -> String {
    String(repeating: "0", count: max(0, 4 - String(version).count)) + "\(version)_\(name)"
  }
}
