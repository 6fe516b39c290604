package import JSON

/// A case of the standard's conformance tests: an expression, and what it must give.
package struct ExpressionCase: Sendable {
  package let name: String
  /// Of what it is a part, if it says so.
  package let section: String?
  package let expression: String
  let bindings: [(name: String, value: ExpressionValue)]
  let isChecked: Bool
  /// Nil: an error, whichever.
  let expected: ExpressionValue?

  package struct Outcome: Sendable {
    package var passed: Bool
    /// What came of it: a value with its type, or the message of an error.
    package var got: JSONValue
  }

  /// Nil if it is no case.
  package init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let expression = json["expr"]?.string else { return nil }
    self.name = name
    self.expression = expression
    section = json["section"]?.string
    isChecked = json["disable_check"]?.bool != true
    var bindings: [(name: String, value: ExpressionValue)] = []
    for member in json["bindings"]?.object?.members ?? [] {
      guard let value = TypedValue.read(member.value) else { return nil }
      bindings.append((member.key, value))
    }
    self.bindings = bindings
    if let value = json["value"] {
      guard let expected = TypedValue.read(value) else { return nil }
      self.expected = expected
    } else {
      guard json["error"] != nil else { return nil }
      expected = nil
    }
  }

  package func run() -> Outcome {
    do throws(ExpressionError) {
      let types = Dictionary(bindings.map { ($0.name, ExpressionType.dyn) }) { $1 }
      let compiled = try Expression(expression, variables: Declarations(types), isChecked: isChecked)
      let value = try compiled.evaluate(Dictionary(bindings.map { ($0.name, $0.value) }) { $1 })
      return Outcome(
        passed: expected.map { TypedValue.areSame($0, value) } ?? false, got: TypedValue.write(value))
    } catch {
      return Outcome(passed: expected == nil, got: .object([("error", .string(error.message))]))
    }
  }
}
