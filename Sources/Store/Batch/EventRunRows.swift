package import Database
package import Engine
import JSON
import Time

extension Statements {
  /// Appends the runs that events start, and that they did; or what keeps one from being started.
  package func startByEvents(_ runs: [EventRun]) -> Call {
    var values = Parameters()
    values.append(each: runs) { $0.event.id.number }
    values.append(each: runs) { $0.event.id.createdAt }
    values.append(each: runs) { $0.workflow }
    values.append(each: runs) { $0.version.rawValue }
    values.append(each: runs) { $0.priority }
    values.append(each: runs) { $0.matchedAt }
    values.append(each: runs) { JSONText($0.metadata) }
    values.append(each: runs) { JSONText($0.triggers) }
    values.append(runs.map(\.event.id.createdAt).min())
    values.append(runs.map(\.event.id.createdAt).max())
    return Call(self["start_by_events"], values)
  }
}

extension EventRun {
  /// The metadata of the run: the event's as it was written, and which event it was. What is added stands last: of a key
  /// that comes twice, that counts.
  package var metadata: String {
    let added: JSONValue = ["hatchet__event_id": .string(event.id.text), "hatchet__event_key": .string(event.key)]
    return Self.joining(event.metadata, JSONWriter.text(added))
  }

  /// For the run's tasks to see.
  package var triggers: String {
    var event: [(String, JSONValue)] = [("id", .string(self.event.id.text)), ("key", .string(self.event.key))]
    if let scope = self.event.scope { event.append(("scope", .string(scope))) }
    let document = JSONWriter.text(["event": .object(event)])
    return filterPayload.map { Self.joining(document, #"{"filter":\#($0)}"#) } ?? document
  }

  /// The members of two JSON objects as one; neither is parsed, so both stay as they were written.
  private static func joining(_ first: String?, _ second: String) -> String {
    let isBlank = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
    guard let first, let close = first.utf8.lastIndex(of: UInt8(ascii: "}")),
      let open = first.utf8.firstIndex(of: UInt8(ascii: "{"))
    else { return second }
    let members = first[first.utf8.index(after: open)..<close]
    return members.utf8.allSatisfy(isBlank) ? second : "{\(members),\(second.dropFirst())"
  }
}
