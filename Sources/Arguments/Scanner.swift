/// Splits a command line by the declarations: which command, which parameter was given what. Converts nothing, does
/// nothing, and goes on after an error, so that `--help` and completion work in a line that is wrong elsewhere.
struct Scanner {
  enum Slot: Hashable {
    case own(Int)
    case global(Int)
  }

  enum Help {
    case short, long
  }

  let tree: TreeDescription
  private(set) var node: CommandNode
  /// In names, aliases resolved.
  private(set) var path: [String] = []
  private(set) var given: [Slot: [Occurrence]] = [:]
  private(set) var positionals: [String] = []
  /// What stands behind `--`; nil if there is no `--`.
  private(set) var tail: [String]?
  private(set) var help: Help?
  private(set) var version = false
  private(set) var warnings: [String] = []
  private(set) var error: ArgumentError?
  /// The option at the very end of the line that still needs its value.
  private(set) var awaiting: Parameter?

  private var words: ArraySlice<String>
  /// The first option of the command itself, as typed: wrong if the name of the command goes on behind it.
  private var early: String?

  init(_ tree: TreeDescription, _ words: [String]) {
    self.tree = tree
    self.words = words[...]
    node = tree.root
    while let word = self.words.popFirst() {
      do {
        try take(word)
      } catch {
        note(error)
        // What follows a command that does not exist means nothing.
        if error.code == .unknownCommand { break }
      }
    }
  }

  private mutating func note(_ error: ArgumentError) { self.error = self.error ?? error.at(path) }

  private mutating func take(_ word: String) throws(ArgumentError) {
    if tail != nil {
      tail?.append(word)
    } else if word == "--" {
      tail = []
    } else if word.hasPrefix("--") {
      try takeLong(word)
    } else if word.hasPrefix("-"), word != "-", !isNegativeNumber(word) {
      try takeCluster(word)
    } else {
      try takePlain(word)
    }
  }

  private mutating func takePlain(_ word: String) throws(ArgumentError) {
    if positionals.isEmpty, let child = node.child(word) {
      if let early {
        let parent = path.joined(separator: " ")
        note(
          ArgumentError(.unknownOption, "option '\(early)' belongs to '\(parent)', not to '\(parent) \(child.name)'"))
        self.early = nil
        given = given.filter { if case .own = $0.key { false } else { true } }
      }
      path.append(child.name)
      node = child
      if case .deprecated(let advice) = child.visibility {
        warnings.append("command '\(path.joined(separator: " "))' is deprecated: \(advice)")
      }
    } else if node.isCommand, node.children.isEmpty || !node.positionals.isEmpty {
      positionals.append(word)
    } else {
      throw unknownCommand(word)
    }
  }

  private mutating func takeLong(_ word: String) throws(ArgumentError) {
    let body = word.dropFirst(2)
    let equals = body.firstIndex(of: "=")
    let name = String(body[..<(equals ?? body.endIndex)])
    let value = equals.map { String(body[body.index(after: $0)...]) }
    let spelled = "--\(name)"
    if let found = find({ $0.name == name }) {
      try give(found, spelled, value)
    } else if name.hasPrefix("no-"), let found = find({ $0.kind == .flag(negatable: true) && "no-\($0.name)" == name })
    {
      try give(found, spelled, value, negated: true)
    } else if name == "help" || (name == "version" && path.isEmpty) {
      if value != nil { throw ArgumentError(.unexpectedValue, "option '\(spelled)' takes no value") }
      if name == "help" { help = .long } else { version = true }
    } else {
      throw unknownOption(spelled, in: word)
    }
  }

  private mutating func takeCluster(_ word: String) throws(ArgumentError) {
    // `-output json` would be `-o utput`: nobody means that.
    if longWithLostDash(word) != nil { throw unknownOption(word, in: word) }
    var rest = word.dropFirst()
    while let letter = rest.popFirst() {
      if let found = find({ $0.short == letter }) {
        guard found.parameter.takesValue else {
          try give(found, "-\(letter)", nil)
          continue
        }
        // `-s=v` is read as `-s v`: who types the equals sign means that.
        let value = rest.first == "=" ? rest.dropFirst() : rest
        try give(found, "-\(letter)", rest.isEmpty ? nil : String(value))
        return
      } else if letter == "h" {
        help = help ?? .short
      } else {
        throw unknownOption("-\(letter)", in: word)
      }
    }
  }

  private func find(_ test: (Parameter) -> Bool) -> (slot: Slot, parameter: Parameter)? {
    if let index = node.parameters.firstIndex(where: { !$0.isPositional && test($0) }) {
      return (.own(index), node.parameters[index])
    }
    return tree.globals.firstIndex(where: test).map { (.global($0), tree.globals[$0]) }
  }

  private mutating func give(
    _ found: (slot: Slot, parameter: Parameter), _ spelled: String, _ value: String?, negated: Bool = false
  ) throws(ArgumentError) {
    let parameter = found.parameter
    var text = value
    if parameter.takesValue {
      if text == nil, words.isEmpty { awaiting = parameter }
      if text == nil, let next = words.first, next == "-" || !next.hasPrefix("-") || isNumber(next) {
        text = words.popFirst()
      }
      guard text != nil else { throw missingValue(parameter, spelled) }
    } else if value != nil {
      throw ArgumentError(.unexpectedValue, "option '\(spelled)' takes no value")
    }
    if case .deprecated(let advice) = parameter.visibility {
      warnings.append("option '\(spelled)' is deprecated: \(advice)")
    }
    let occurrence = Occurrence(
      spelled: spelled, value: text ?? (negated ? "false" : "true"), origin: .commandLine)
    if case .own = found.slot, early == nil { early = spelled }
    given[found.slot, default: []].append(occurrence)
  }

  private func isNumber(_ word: String) -> Bool { word.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false }

  /// `-5` is an argument where arguments are wanted and no option is called `5`.
  private func isNegativeNumber(_ word: String) -> Bool {
    isNumber(word) && !node.positionals.isEmpty && find { $0.short == word.dropFirst().first } == nil
  }

  private func missingValue(_ parameter: Parameter, _ spelled: String) -> ArgumentError {
    var hint: String?
    if let next = words.first, next != "--" {
      let joined = spelled.hasPrefix("--") ? "\(spelled)=\(next)" : "\(spelled)\(next)"
      hint = "if '\(next)' is that value, write '\(joined)'"
    }
    return ArgumentError(.missingValue, "option '\(spelled)' needs a value \(parameter.placeholder)", hint: hint)
  }
}
