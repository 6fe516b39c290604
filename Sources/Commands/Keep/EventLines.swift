import Database
import Hatchet
import JSON
import Store

/// Makes events of the lines of `event push --each`.
struct EventLines: Sendable {
  /// Where the lines come from.
  let lines: JSONLines
  /// Of all of them: then a line is the data alone.
  let key: String?
  /// Of lines that say nothing else.
  let scope: String?
  let metadata: JSONText?

  private static let members = ["key", "data", "scope", "metadata"]

  /// What cannot be, of what holds for all lines.
  var wrongDefault: String? {
    key.flatMap { Self.problem("the key", $0) } ?? scope.flatMap { Self.problem("the scope", $0) }
  }

  /// - Parameter line: the one that was handed out last; valid JSON.
  /// - Throws: `HatchetError` that names it.
  func entry(_ line: [UInt8]) throws -> EventTable.Entry {
    if let key { return EventTable.Entry(key: key, payload: JSONText(utf8: line), scope: scope, metadata: metadata) }
    guard let object = try JSONParser.parse(line).object else { throw wrong("an event must be an object") }
    for member in object.members where !Self.members.contains(member.key) {
      throw wrong("an event has no '\(member.key)'", hint: "it has 'key', 'data', 'scope' and 'metadata'")
    }
    guard let key = object["key"] else { throw wrong("an event needs 'key'") }
    var entry = EventTable.Entry(key: try name("key", key), scope: scope, metadata: metadata)
    if let data = object["data"] { entry.payload = JSONText(JSONWriter.text(data)) }
    if let scope = object["scope"], scope != .null { entry.scope = try name("scope", scope) }
    if let metadata = object["metadata"], metadata != .null {
      guard metadata.object != nil else { throw wrong("'metadata' must be an object") }
      entry.metadata = JSONText(JSONWriter.text(metadata))
    }
    return entry
  }

  private func name(_ member: String, _ value: JSONValue) throws(HatchetError) -> String {
    guard let text = value.string else { throw wrong("'\(member)' must be text") }
    if let problem = Self.problem("'\(member)'", text) { throw wrong(problem) }
    return text
  }

  private static func problem(_ subject: String, _ text: String) -> String? {
    if text.utf8.contains(0) { return "\(subject) holds a NUL character" }
    let limit = EventTable.nameLimit
    return 1...limit ~= text.utf8.count ? nil : "\(subject) must have 1 to \(limit) bytes, not \(text.utf8.count)"
  }

  private func wrong(_ message: String, hint: String? = nil) -> HatchetError {
    let place = "\(lines.name):\(lines.tally.line(of: lines.tally.count))"
    return HatchetError(.usage, "\(place): \(message)", hint: hint ?? "nothing was pushed")
  }
}
