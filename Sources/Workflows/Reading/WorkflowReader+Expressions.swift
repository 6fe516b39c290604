import Expressions
import YAML

extension WorkflowReader {
  /// The text of an expression that may read `variables` and gives `result`; nil after a report of what is wrong with it,
  /// at the very place if it stands in the file as it is meant.
  func expression(
    _ node: YAMLNode, _ key: String, _ variables: Declarations, result: ExpressionType = .bool
  ) -> String? {
    checked(node, key) { (source) throws(ExpressionError) in
      _ = try Expression(source, variables: variables, result: result)
    }
  }

  /// The text of a key that events are waited for by, with the expressions in it.
  func keyTemplate(_ node: YAMLNode, _ key: String) -> String? {
    checked(node, key) { (source) throws(ExpressionError) in _ = try KeyTemplate(source) }
  }

  /// The expression of an idempotency key.
  func runKey(_ node: YAMLNode, _ key: String) -> String? {
    checked(node, key) { (source) throws(ExpressionError) in _ = try RunKeyExpression(source) }
  }

  /// What is stored was checked when it was applied.
  private func checked(
    _ node: YAMLNode, _ key: String, by compile: (String) throws(ExpressionError) -> Void
  ) -> String? {
    guard let source = text(node, key) else { return nil }
    if isStored { return source }
    do throws(ExpressionError) {
      try compile(source)
      return source
    } catch {
      let place = ScalarPlaces(node, in: self.source).range(
        line: error.line, column: error.column, length: error.length)
      report(
        .expression, "'\(key)': \(error.message)", from: place?.start ?? node.start, to: place?.end ?? node.end,
        hint: error.hint)
      return nil
    }
  }
}
