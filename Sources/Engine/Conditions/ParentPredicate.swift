package import Expressions
import Workflows

/// An expression over a parent that is final: `status`, `output` (null unless it completed; `{"skipped": true}` if it was
/// skipped), and the run's `input` and `additional_metadata`.
package struct ParentPredicate: Hashable, Sendable {
  private let expression: Expression
  /// Whether it must be asked for what is in the tables: all but the status is.
  let needsData: Bool

  /// Throws `invalidPlan`.
  package init(_ source: String) throws(EngineError) {
    do throws(ExpressionError) {
      expression = try Expression(source, variables: Condition.parentVariables, result: .bool)
    } catch {
      throw EngineError(code: .invalidPlan, message: "in '\(source)': \(error.message)")
    }
    needsData = expression.referencedVariables.contains { $0 != "status" }
  }

  package var source: String { expression.source }

  package func reads(_ variable: String) -> Bool { expression.referencedVariables.contains(variable) }

  /// - Parameter data: gives the other variables that it reads.
  package func judge(_ status: Status, data: (String) -> ExpressionValue? = { _ in nil }) -> Judgement {
    Judgement(expression) { $0 == "status" ? .string(status.rawValue) : data($0) }
  }
}

/// An expression over an event: `input` (its payload), `event_key`, `event_id`, `scope`, `additional_metadata`.
package struct EventPredicate: Hashable, Sendable {
  private let expression: Expression

  /// Throws `invalidPlan`.
  package init(_ source: String) throws(EngineError) {
    do throws(ExpressionError) {
      expression = try Expression(source, variables: EventCondition.variables, result: .bool)
    } catch {
      throw EngineError(code: .invalidPlan, message: "in '\(source)': \(error.message)")
    }
  }

  package var source: String { expression.source }

  func judge(_ event: HeardEvent) -> Judgement {
    var unreadable: HeardEvent.Unreadable?
    let judgement = Judgement(expression) { name in
      do throws(HeardEvent.Unreadable) {
        return try event.value(of: name)
      } catch {
        unreadable = error
        return nil
      }
    }
    guard judgement.truth == .broken, let unreadable else { return judgement }
    return Judgement(truth: .broken, error: unreadable.message)
  }
}

/// What an expression came to.
package struct Judgement: Hashable, Sendable {
  package var truth: Truth
  /// Why it is broken.
  package var error: String?

  package init(truth: Truth, error: String? = nil) {
    self.truth = truth
    self.error = error
  }

  init(_ expression: Expression, _ value: (String) -> ExpressionValue?) {
    do throws(ExpressionError) {
      // That it gives a bool was asked for when it was compiled.
      if case .bool(true) = try expression.evaluate(value) { truth = .holds } else { truth = .fails }
    } catch {
      truth = .broken
      self.error = "\(error.message) in '\(expression.source)'"
    }
  }
}
