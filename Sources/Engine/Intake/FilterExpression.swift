import Expressions
import JSON
import Workflows

/// The `when` of a filter, compiled.
struct FilterExpression: Sendable {
  /// Why it could not judge an event: names what the expression says, never what the event holds.
  struct Failure: Error, Hashable {
    var message: String
  }

  private let compiled: Result<Expression, Failure>
  private let variables: Set<String>

  /// One that is wrong fails for each event: it was stored by a hatchet that took it for right.
  init(_ source: String) {
    do throws(ExpressionError) {
      let expression = try Expression(source, variables: EventFilter.variables, result: .bool)
      compiled = .success(expression)
      variables = expression.referencedVariables
    } catch {
      compiled = .failure(Failure(message: error.description))
      variables = []
    }
  }

  /// - Parameter payload: the filter's own.
  func admits(_ event: inout JudgedEvent, payload: JSONValue?) throws(Failure) -> Bool {
    let expression = try compiled.get()
    var values: [String: ExpressionValue] = [:]
    for name in variables {
      values[name] = name == "payload" ? ExpressionValue(payload ?? [:]) : try event.value(of: name)
    }
    do throws(ExpressionError) {
      return try expression.evaluateBool(values)
    } catch {
      throw Failure(message: error.description)
    }
  }
}

/// An event in the eyes of filters: its documents are parsed once, and only if one of them looks at them.
struct JudgedEvent {
  let event: ArrivedEvent
  private var values: [String: Result<ExpressionValue, FilterExpression.Failure>] = [:]

  init(_ event: ArrivedEvent) { self.event = event }

  mutating func value(of variable: String) throws(FilterExpression.Failure) -> ExpressionValue {
    if let known = values[variable] { return try known.get() }
    let result: Result<ExpressionValue, FilterExpression.Failure> =
      switch variable {
      case "input": Self.parse(event.payload, "payload")
      case "additional_metadata": Self.parse(event.metadata ?? "{}", "metadata")
      case "event_key": .success(.string(event.key))
      default: .success(.string(event.id.text))
      }
    values[variable] = result
    return try result.get()
  }

  private static func parse(_ document: String, _ name: String) -> Result<ExpressionValue, FilterExpression.Failure> {
    do throws(JSONError) {
      return .success(ExpressionValue(try JSONParser.parse(Array(document.utf8))))
    } catch {
      return .failure(.init(message: "the \(name) cannot be read: \(error.description)"))
    }
  }
}
