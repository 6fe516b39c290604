/// What other languages write, where this one writes otherwise.
enum Slip {
  private static let meant = [
    "and": "&&", "or": "||", "not": "!", "=": "==", "===": "==", "!==": "!=", "<>": "!=", "&": "&&", "|": "||",
  ]

  /// A question whether that is what was meant; nil if there is nothing to ask.
  static func question(_ written: String) -> String? {
    meant[written.lowercased()].map { "did you mean `\($0)`?" }
  }
}
