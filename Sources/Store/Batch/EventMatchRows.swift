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
    values.append(each: matches) { $0.leaf.map { Int16($0) } }
    values.append(each: matches) { $0.workflow }
    values.append(each: matches) { $0.matchedAt }
    values.append(each: matches) { $0.event.key }
    values.append(each: matches) { $0.error == nil ? JSONText($0.event.payload) : nil }
    values.append(each: matches) { $0.error }
    return Call(self["insert_matches"], values)
  }
}
