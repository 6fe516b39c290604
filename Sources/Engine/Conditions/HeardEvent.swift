import Expressions
import JSON

/// An event that many may listen for: what expressions read of it is parsed once, whoever reads it.
final class HeardEvent {
  let event: ArrivedEvent
  private lazy var input = Self.value(event.payload)
  private lazy var metadata = Self.value(event.metadata ?? "{}")

  init(_ event: ArrivedEvent) { self.event = event }

  /// `input` (the payload), `event_key`, `event_id`, `scope`, `additional_metadata`.
  func variable(_ name: String) -> ExpressionValue? {
    switch name {
    case "input": input
    case "event_key": .string(event.key)
    case "event_id": .string(event.id.text)
    case "scope": event.scope.map { .string($0) } ?? .null
    case "additional_metadata": metadata
    default: nil
    }
  }

  private static func value(_ json: String) -> ExpressionValue {
    (try? JSONParser.parse(Array(json.utf8))).map { ExpressionValue($0) } ?? .null
  }
}
