import Expressions
import YAML

extension WorkflowReader {
  /// The text of an expression that may read `variables` and gives `result`; nil after a report of what is wrong with it,
  /// at the very place if it stands in the file as it is meant.
  func expression(
    _ node: YAMLNode, _ key: String, _ variables: Declarations, result: ExpressionType = .bool
  ) -> String? {
    guard let source = text(node, key), !isStored else { return text(node, key) }
    do throws(ExpressionError) {
      _ = try Expression(source, variables: variables, result: result)
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
