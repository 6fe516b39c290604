/// A PostgreSQL schema that holds one installation: its tables, its leader, its channels.
package struct Namespace: Hashable, Sendable, CustomStringConvertible {
  /// What the SQL files are written for.
  package static let standard = Namespace(unchecked: "hatchet")

  package let name: String

  private init(unchecked name: String) { self.name = name }

  /// `name`: a lower-case letter or `_`, then up to 47 letters, digits and `_`, so that it never needs quotes and leaves
  /// room for what is appended to it. nil otherwise, or if PostgreSQL keeps the name for itself, or if it could be that of
  /// another namespace's monitor.
  package init?(_ name: String) {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= 48, !name.hasPrefix("pg_"), name != "public",
      name != "information_schema", !name.hasSuffix("_monitor"),
      first == UInt8(ascii: "_") || (97...122).contains(first),
      bytes.allSatisfy({ $0 == UInt8(ascii: "_") || (97...122).contains($0) || (48...57).contains($0) })
    else { return nil }
    self.name = name
  }

  package var description: String { name }

  /// Notified when something was written while the leader sleeps.
  package var leaderChannel: String { name + ".leader" }

  /// The schema of what is kept for people to look at, which may be in another database.
  package var monitorSchema: String { name + "_monitor" }

  /// Notified, in the monitor's database, when somebody waits for the relay to catch up.
  package var relayChannel: String { monitorSchema + ".relay" }

  /// Notified when that worker has been told something.
  package func workerChannel(_ worker: Int64) -> String { "\(name).worker.\(worker)" }

  /// SQL written for the schema `hatchet`, for this one: every whole word `hatchet` or `hatchet_monitor` is replaced.
  package func rendering(_ sql: String) -> String {
    guard self != .standard else { return sql }
    let word = Array("hatchet".utf8)
    let suffix = Array("_monitor".utf8)
    let bytes = Array(sql.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 256)
    var index = 0
    func holds(_ text: [UInt8], at start: Int) -> Bool {
      let end = start + text.count
      return end <= bytes.count && bytes[start] == text[0] && bytes[start..<end].elementsEqual(text)
    }
    func isWord(to end: Int) -> Bool { end == bytes.count || !Self.isWordByte(bytes[end]) }
    while index < bytes.count {
      let end = index + word.count
      if holds(word, at: index), index == 0 || !Self.isWordByte(bytes[index - 1]),
        isWord(to: end) || (end < bytes.count && holds(suffix, at: end) && isWord(to: end + suffix.count))
      {
        result.append(contentsOf: name.utf8)
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      || byte >= 128
  }
}
