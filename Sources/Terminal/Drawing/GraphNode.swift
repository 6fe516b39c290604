/// A task in a drawing.
package struct GraphNode: Hashable, Sendable {
  package var label: String
  /// One of the words that `StatusMark` knows; nil in the drawing of a workflow that is not running.
  package var status: String?
  /// What stands to the right of the status: duration, attempts.
  package var detail: String?

  package init(label: String, status: String? = nil, detail: String? = nil) {
    self.label = label
    self.status = status
    self.detail = detail
  }
}
