import Expressions
import YAML

extension WorkflowReader {
  /// The expression of an idempotency key; nil after a report, at the very place of the mistake where it stands in the
  /// file as it is meant. What was stored is not checked again.
  func keyExpression(_ node: YAMLNode) -> String? {
    guard let text = text(node, "key") else { return nil }
    guard !source.bytes.isEmpty else { return text }
    do throws(ExpressionError) {
      let key = try RunKeyExpression(text)
      guard let type = key.wrongType else { return text }
      report(
        .invalidValue, "'key' must give text, a whole number or a truth, not '\(type)'", at: node,
        hint: "make text of it: string(...)")
    } catch {
      let place = place(of: error, in: text, node)
      report(
        .invalidValue, "'key': \(error.message)", from: place?.start ?? node.start, to: place?.end ?? node.end,
        hint: error.hint)
    }
    return nil
  }

  private func place(of error: ExpressionError, in text: String, _ node: YAMLNode) -> (start: YAMLMark, end: YAMLMark)?
  {
    guard error.line == 1, node.start.line == node.end.line else { return nil }
    var start = node.start
    let line = source.line(start.line).unicodeScalars
    if let first = line.dropFirst(start.column - 1).first, first == "\"" || first == "'" { start.column += 1 }
    let written = line.dropFirst(start.column - 1).prefix(text.unicodeScalars.count)
    guard written.elementsEqual(text.unicodeScalars) else { return nil }
    start.column += error.column - 1
    var end = start
    end.column += error.length
    return (start, end)
  }
}
