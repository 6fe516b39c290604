/// Deals the arguments of a line out to the positionals of a command, from left to right: each takes what it may while
/// enough is left for those that must have one. So `SOURCE... TARGET` works as well as `TARGET [SOURCE]`.
struct PositionalShares {
  private var shares: [[Occurrence]] = []

  init(_ scan: Scanner) throws(ArgumentError) {
    let node = scan.node
    var words = scan.positionals[...]
    if node.passthrough == nil { words += scan.tail ?? [] }
    let required = node.positionals.filter(\.isRequired)
    guard words.count >= required.count else {
      throw ArgumentError(.missingArgument, "missing argument \(required[words.count].placeholder)")
    }
    let forgotten = node.passthrough.map { "did you forget '--' before \($0.placeholder)?" }
    var needed = required.count
    for parameter in node.parameters where parameter.isPositional {
      if case .passthrough(let required) = parameter.kind {
        if required, scan.tail?.isEmpty ?? true {
          let hint = scan.positionals.count > node.positionals.count ? forgotten : nil
          throw ArgumentError(.missingArgument, "missing '-- \(parameter.placeholder)'", hint: hint)
        }
        share(scan.tail ?? [], parameter)
        continue
      }
      if parameter.isRequired { needed -= 1 }
      let free = max(0, words.count - needed)
      let count = parameter.repeats ? free : min(1, free)
      share(words.prefix(count), parameter)
      words = words.dropFirst(count)
    }
    guard let extra = words.first else { return }
    throw ArgumentError(.unexpectedArgument, "unexpected argument '\(extra)'", hint: forgotten)
  }

  private mutating func share(_ words: some Sequence<String>, _ parameter: Parameter) {
    shares.append(words.map { Occurrence(spelled: parameter.placeholder, value: $0, origin: .commandLine) })
  }

  /// The share of the next positional, in the order of declaration.
  mutating func next() -> [Occurrence] { shares.isEmpty ? [] : shares.removeFirst() }
}

extension Parameter {
  /// Must an argument be there? (Options never must, other than by a rule.)
  var isRequired: Bool {
    switch kind {
    case .positional(.one), .positional(.many(required: true)), .passthrough(required: true): true
    default: false
    }
  }
}
