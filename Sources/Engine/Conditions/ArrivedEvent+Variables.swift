package import Expressions
import JSON

extension ArrivedEvent {
  /// What an expression may read of it: `input` (the payload), `event_key`, `event_id`, `scope`, `additional_metadata`.
  package func variable(_ name: String) -> ExpressionValue? {
    switch name {
    case "input": Self.value(payload)
    case "event_key": .string(key)
    case "event_id": .string(id.text)
    case "scope": scope.map { .string($0) } ?? .null
    case "additional_metadata": Self.value(metadata ?? "{}")
    default: nil
    }
  }

  private static func value(_ json: String) -> ExpressionValue {
    (try? JSONParser.parse(Array(json.utf8))).map { ExpressionValue($0) } ?? .null
  }
}
