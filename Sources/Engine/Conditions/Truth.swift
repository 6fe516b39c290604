/// What is known of a leaf of a task's conditions, and of what they come to.
package enum Truth: Hashable, CaseIterable, Sendable {
  case open
  case holds
  /// For good.
  case fails
  /// Its expression could not be evaluated.
  case broken

  /// One of them: true as soon as one is, whatever the others are.
  static func any(_ truths: some Sequence<Truth>) -> Truth { combine(truths, ruling: .holds, neutral: .fails) }

  /// All of them: false as soon as one is.
  static func all(_ truths: some Sequence<Truth>) -> Truth { combine(truths, ruling: .fails, neutral: .holds) }

  /// What rules absorbs the others, as in CEL's `||` and `&&`; as long as one is open it may yet come.
  private static func combine(_ truths: some Sequence<Truth>, ruling: Truth, neutral: Truth) -> Truth {
    var result = neutral
    for truth in truths {
      if truth == ruling { return ruling }
      if truth == .open || (truth == .broken && result != .open) { result = truth }
    }
    return result
  }
}
