import YAML

/// Turns the nodes of one file into workflows, and collects what is wrong on the way: one mistake does not hide the next.
///
/// Its methods report what they cannot read, and give a stand-in; nothing that was read counts once there is an error.
final class WorkflowReader {
  let source: SourceText
  let support: SupportedKeys
  /// Whether it comes out of the database: what depends on the machine was checked where it was declared.
  let isStored: Bool
  private(set) var errors: [WorkflowError] = []
  /// An alias can bring the same mistake in many times.
  private var reported: Set<WorkflowError> = []

  init(_ source: SourceText, support: SupportedKeys, isStored: Bool = false) {
    self.source = source
    self.support = support
    self.isStored = isStored
  }

  /// Reports an error at a node.
  /// - Parameter hint: made only if the error is new.
  func report(
    _ code: WorkflowError.Code, _ message: String, at node: YAMLNode, hint: @autoclosure () -> String? = nil
  ) {
    report(code, message, from: node.start, to: node.end, hint: hint())
  }

  func report(
    _ code: WorkflowError.Code, _ message: String, from start: YAMLMark, to end: YAMLMark?,
    hint: @autoclosure () -> String? = nil, cause: YAMLError? = nil
  ) {
    guard errors.count < WorkflowErrors.limit else { return }
    let error = WorkflowError(
      code: code, message: message.printable(), cause: cause, file: source.file, line: start.line, column: start.column,
      excerpt: SourceExcerpt(source, from: start, to: end))
    guard reported.insert(error).inserted else { return }
    errors.append(error)
    errors[errors.count - 1].hint = hint()
  }

  func report(_ error: YAMLError) {
    report(.yaml, error.message, from: error.place, to: error.end, hint: error.hint, cause: error)
  }

  /// Throws if anything was reported.
  func finish() throws(WorkflowErrors) {
    guard !errors.isEmpty else { return }
    throw WorkflowErrors(
      errors: errors.sorted { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) })
  }
}
