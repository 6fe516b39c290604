/// What an option, flag or argument may have besides name and summary.
package struct Trait<Value: Sendable>: Sendable {
  enum Kind: Sendable {
    case environment(String)
    case setting(String)
    case visibility(Visibility)
    case completion(CompletionKind)
    case accepted(String, @Sendable (Value) -> Bool)
    case defaultText(String?)
  }

  let kind: Kind

  /// The environment variable that is asked if the command line is silent. An empty one counts as not set.
  /// Of a repeating option it holds the values between commas.
  package static func environment(_ name: String) -> Trait { Trait(kind: .environment(name)) }

  /// The key in the configuration file that is asked if command line and environment are silent.
  package static func setting(_ key: String) -> Trait { Trait(kind: .setting(key)) }

  package static var hidden: Trait { Trait(kind: .visibility(.hidden)) }

  /// Still works, with a warning: "option '--x' is deprecated: use '--y'". `advice` is its last part.
  package static func deprecated(_ advice: String) -> Trait { Trait(kind: .visibility(.deprecated(advice))) }

  /// Completes by `kind` instead of what the type says.
  package static func completing(_ kind: CompletionKind) -> Trait { Trait(kind: .completion(kind)) }

  /// Refuses other values. `accepted` is what help and the error call the right ones: "a name without spaces".
  package static func accepting(_ accepted: String, _ test: @escaping @Sendable (Value) -> Bool) -> Trait {
    Trait(kind: .accepted(accepted, test))
  }

  /// Prints this as the default; nil prints none.
  package static func showingDefault(_ text: String?) -> Trait { Trait(kind: .defaultText(text)) }
}

extension Trait where Value: ArgumentValue & Comparable {
  package static func range(_ range: ClosedRange<Value>) -> Trait {
    accepting(rangeText(range)) { range.contains($0) }
  }

  package static func atLeast(_ bound: Value) -> Trait {
    accepting("\(bound.argumentText ?? "") or more") { $0 >= bound }
  }
}

extension Trait {
  package static func range<Wrapped: ArgumentValue & Comparable>(_ range: ClosedRange<Wrapped>) -> Trait
  where Value == Wrapped? {
    accepting(rangeText(range)) { $0.map(range.contains) ?? true }
  }

  package static func atLeast<Wrapped: ArgumentValue & Comparable>(_ bound: Wrapped) -> Trait
  where Value == Wrapped? {
    accepting("\(bound.argumentText ?? "") or more") { $0.map { $0 >= bound } ?? true }
  }
}

private func rangeText<Value: ArgumentValue & Comparable>(_ range: ClosedRange<Value>) -> String {
  "\(range.lowerBound.argumentText ?? "") to \(range.upperBound.argumentText ?? "")"
}

extension Array {
  func apply<Value: Sendable>(to parameter: inout Parameter) where Element == Trait<Value> {
    for trait in self {
      switch trait.kind {
      case .environment(let name): parameter.environment = name
      case .setting(let key): parameter.setting = key
      case .visibility(let visibility): parameter.visibility = visibility
      case .completion(let kind): parameter.completion = kind
      case .accepted(let text, _): parameter.accepted = text
      case .defaultText(let text): parameter.defaultText = text
      }
    }
  }

  func check<Value: Sendable>(_ value: Value) throws(ArgumentError) where Element == Trait<Value> {
    for trait in self {
      if case .accepted(let text, let test) = trait.kind, !test(value) { throw .expected(text) }
    }
  }
}
