/// How a piece of text looks. Never the only bearer of a meaning: the word stands beside it.
package enum Style: Hashable, Sendable, CaseIterable {
  case plain
  /// Headings, names of what is looked at.
  case strong
  /// What the eye may skip: lines of a drawing, units, hints.
  case faint
  /// Completed.
  case success
  /// Failed.
  case failure
  /// Running.
  case active
  /// Waiting on something.
  case pending
  /// In the queue.
  case queued

  /// The parameters of the terminal's SGR sequence. Only the eight basic colours, which every theme makes legible.
  var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .success: "32"
    case .failure: "31"
    case .active: "36"
    case .pending: "33"
    case .queued: "34"
    }
  }
}
