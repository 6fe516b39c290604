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
  func admits(_ event: HeardEvent, payload: JSONValue?) throws(Failure) -> Bool {
    let expression = try compiled.get()
    var values: [String: ExpressionValue] = [:]
    do throws(HeardEvent.Unreadable) {
      for name in variables {
        values[name] = name == "payload" ? ExpressionValue(payload ?? [:]) : try event.value(of: name)
      }
    } catch {
      throw Failure(message: error.message)
    }
    do throws(ExpressionError) {
      return try expression.evaluateBool(values)
    } catch {
      throw Failure(message: error.description)
    }
  }
}
