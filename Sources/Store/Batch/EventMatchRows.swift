package import Database
package import Engine
import Time

extension Statements {
  /// What events did, but for the runs that they started.
  package func insertMatches(_ matches: [EventMatch]) -> Call {
    var values = Parameters()
    values.append(each: matches) { $0.event.id.number }
    values.append(each: matches) { $0.event.id.createdAt }
    values.append(each: matches) { $0.run?.number }
    values.append(each: matches) { $0.run?.createdAt ?? $0.event.id.createdAt }
    values.append(each: matches) { $0.task.map { Int16($0) } }
    values.append(each: matches) { $0.leaf.map { Int16(clamping: $0) } }
    values.append(each: matches) { $0.workflow }
    values.append(each: matches) { $0.matchedAt }
    values.append(each: matches) { $0.event.key }
    var places: [EventID: Int32] = [:]
    var payloads: [JSONText] = []
    for match in matches where places[match.event.id] == nil {
      payloads.append(JSONText(match.event.payload))
      places[match.event.id] = Int32(payloads.count)
    }
    values.append(payloads)
    values.append(each: matches) { $0.error?.replacing("\0", with: "\\0") }
    values.append(each: matches) { places[$0.event.id] ?? 0 }
    return Call(self["insert_matches"], values)
  }
}
