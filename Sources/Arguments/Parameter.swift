/// A flag, an option or an argument, without its type: what help, completion and the manual need to know.
package struct Parameter: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case flag(negatable: Bool)
    /// `-v`, `-vv`, `-vvv`.
    case counted
    case option(repeats: Bool)
    case positional(Arity)
    /// Everything after `--`.
    case passthrough(required: Bool)
  }

  package enum Arity: Sendable, Equatable {
    case one, optional
    /// All the rest: any number, or at least one.
    case many(required: Bool)
  }

  package var kind: Kind
  /// The long name without dashes, or the placeholder of an argument.
  package var name: String
  package var short: Character?
  /// Upper case; empty for flags.
  package var placeholder: String
  /// A phrase, no full stop.
  package var summary: String
  /// The title in help under which it stands; nil is the command's own.
  package var section: String?
  package var defaultText: String?
  /// What values are allowed: "one of a, b", "1 to 100".
  package var accepted: String?
  package var completion: CompletionKind = .none
  /// The environment variable that stands in for it.
  package var environment: String?
  /// The key in the configuration file that stands in for it.
  package var setting: String?
  package var visibility: Visibility = .shown

  package var isPositional: Bool {
    switch kind {
    case .positional, .passthrough: true
    default: false
    }
  }

  package var takesValue: Bool {
    if case .option = kind { true } else { false }
  }

  /// Does giving it twice mean something?
  package var repeats: Bool {
    switch kind {
    case .option(let repeats): repeats
    case .counted, .positional(.many), .passthrough: true
    default: false
    }
  }

  /// How one speaks of it: `--status` or `RUN`.
  package var spelling: String { isPositional ? placeholder : "--\(name)" }

  /// `-s, --status STATUS`, `--[no-]pager`, `RUN...`.
  package var term: String {
    switch kind {
    case .positional(let arity):
      if case .many = arity { return "\(placeholder)..." }
      return placeholder
    case .passthrough: return "-- \(placeholder)"
    case .flag(negatable: true): return "\(shortPart)--[no-]\(name)"
    case .flag, .counted: return "\(shortPart)--\(name)"
    case .option: return "\(shortPart)--\(name) \(placeholder)"
    }
  }

  private var shortPart: String { short.map { "-\($0), " } ?? "    " }

  /// How it stands in the usage line: `RUN`, `[FILE...]`, `-- CMD...`.
  package var usage: String {
    switch kind {
    case .positional(.one): placeholder
    case .positional(.optional): "[\(placeholder)]"
    case .positional(.many(let required)): required ? "\(placeholder)..." : "[\(placeholder)...]"
    case .passthrough(let required): required ? "-- \(placeholder)" : "[-- \(placeholder)]"
    case .flag, .counted: "[--\(name)]"
    case .option: "[--\(name) \(placeholder)]"
    }
  }

  /// What stands in parentheses behind the summary: allowed values, default, environment variable.
  package var notes: [String] {
    var notes: [String] = []
    if let accepted, accepted != placeholder { notes.append(accepted) }
    if repeats, takesValue, !summary.contains("repeat") { notes.append("may be repeated") }
    if let defaultText { notes.append("default \(defaultText)") }
    if let environment { notes.append("$\(environment)") }
    if case .deprecated(let instead) = visibility { notes.append("deprecated: \(instead)") }
    return notes
  }
}

/// Is an entry shown in help, completion and manual?
package enum Visibility: Sendable, Equatable {
  case shown
  case hidden
  /// Hidden from completion, still in the long help; its use gives a warning that ends in this advice: "use '--since'".
  case deprecated(String)
}
