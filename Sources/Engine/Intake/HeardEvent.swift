import Expressions
import JSON

/// An event as expressions see it, those of filters and those of conditions: its documents are parsed once, and only if
/// one of them looks at them.
final class HeardEvent {
  /// Says which document, and what is wrong with it; never what it holds.
  struct Unreadable: Error {
    let message: String
  }

  let event: ArrivedEvent
  private lazy var payload = Self.parse(event.payload, "payload")
  private lazy var metadata = Self.parse(event.metadata ?? "{}", "metadata")

  init(_ event: ArrivedEvent) { self.event = event }

  /// `input` (the payload), `event_key`, `event_id`, `scope`, `additional_metadata`; nil: it has no such variable.
  func value(of variable: String) throws(Unreadable) -> ExpressionValue? {
    switch variable {
    case "input": try payload.get()
    case "additional_metadata": try metadata.get()
    case "event_key": .string(event.key)
    case "event_id": .string(event.id.text)
    case "scope": event.scope.map { .string($0) } ?? .null
    default: nil
    }
  }

  private static func parse(_ document: String, _ name: String) -> Result<ExpressionValue, Unreadable> {
    do throws(JSONError) {
      return .success(ExpressionValue(try JSONParser.parse(Array(document.utf8))))
    } catch {
      return .failure(Unreadable(message: "the \(name) cannot be read: \(error.description)"))
    }
  }
}
