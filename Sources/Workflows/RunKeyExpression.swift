package import Expressions
package import JSON

/// The expression that gives the keys of a workflow's runs, ready to be evaluated.
package struct RunKeyExpression: Sendable {
  /// What it may read.
  package static let variables = Declarations(["input": .dyn, "additional_metadata": .dyn])

  /// In bytes.
  package static let limit = 1000

  private let expression: Expression

  /// Throws what is wrong with it, at its place; also if what it gives is sure to be no key, whatever the run.
  package init(_ source: String) throws(ExpressionError) {
    expression = try Expression(source, variables: Self.variables)
    switch expression.type {
    case .dyn, .string, .int, .uint, .bool, .parameter: break
    default:
      throw ExpressionError(
        .wrongResult, "the result must be text, a whole number or a truth, not '\(expression.type)'",
        hint: "make text of it: string(...)", in: source, from: 0, to: source.utf8.count)
    }
  }

  /// Why a run has no key.
  package struct Failure: Error, Hashable {
    /// In git's style; never says what the data holds.
    package var message: String

    package init(message: String) { self.message = message }
  }

  /// The key of a run.
  package func key(input: JSONValue, metadata: JSONValue?) throws(Failure) -> String {
    let value: ExpressionValue
    do throws(ExpressionError) {
      value = try expression.evaluate { name in
        name == "input" ? ExpressionValue(input) : ExpressionValue(metadata ?? .object([]))
      }
    } catch {
      throw Failure(message: "unable to work out the idempotency key: \(error.message)")
    }
    guard let key = value.keyText else {
      throw Failure(message: "the idempotency key must be text, a whole number or a truth, not '\(value.typeName)'")
    }
    guard key.utf8.count <= Self.limit else {
      throw Failure(message: "the idempotency key has \(key.utf8.count) bytes, over the limit of \(Self.limit)")
    }
    guard !key.utf8.contains(0) else { throw Failure(message: "the idempotency key holds a NUL character") }
    return key
  }
}
