import JSON

/// One numbered step of the schema: `0003_live`, with the SQL that makes it and the SQL that takes it back.
package struct Migration: Sendable {
  package let part: Part
  package let version: Int
  package let name: String
  package let up: String
  package let down: String

  /// SHA-256 of `up`, hex: an applied step must never change.
  package let checksum: String

  /// What a database has of a namespace: each part is a schema with steps of its own, for the two may be in different
  /// databases.
  package enum Part: CaseIterable, Sendable {
    /// The logs and what is live.
    case core
    /// What is kept for people to look at.
    case monitor

    fileprivate var folder: String { self == .core ? "migrations/" : "migrations/monitor/" }
  }

  /// All steps of the core that this binary knows, from 1 on without a gap.
  package static var all: [Migration] { of(.core) }

  /// All of that part that this binary knows, from 1 on without a gap.
  package static func of(_ part: Part) -> [Migration] { part == .core ? core : monitor }

  private static let core = read(.core)
  private static let monitor = read(.monitor)

  private static func read(_ part: Part) -> [Migration] {
    let files = SQLFile.all.filter { file in
      file.path.hasPrefix(part.folder) && !file.path.dropFirst(part.folder.count).contains("/")
    }
    var down: [String: String] = [:]
    for file in files where file.path.hasSuffix(".down.sql") { down[file.name] = file.text }
    return files.filter { $0.path.hasSuffix(".up.sql") }.map { file in Migration(file, part, down: down[file.name]) }
  }

  private init(_ file: SQLFile, _ part: Part, down: String?) {
    let number = file.name.prefix { $0.isNumber }
    guard let version = Int(number), let down else { preconditionFailure("'\(file.path)' is not a migration") }
    self.part = part
    self.version = version
    name = String(file.name.dropFirst(number.count + 1))
    up = file.text
    self.down = down
    checksum = SHA256.hex(Array(file.text.utf8))
  }

  /// `0003_live`, `monitor/0001_tables`
  package var label: String { Self.label(version, name, of: part) }

  package static func label(_ version: Int, _ name: String, of part: Part = .core) -> String {
    let zeros = String(repeating: "0", count: max(0, 4 - String(version).count))
    return (part == .core ? "" : "monitor/") + zeros + "\(version)_\(name)"
  }
}
