/// Deals the arguments of a line out to the positionals of a command, from left to right: each takes what it may while
/// enough is left for those that must have one. So `SOURCE... TARGET` works as well as `TARGET [SOURCE]`.
struct PositionalShares {
  private var shares: [[Occurrence]] = []

  init(_ scan: Scanner) throws(ArgumentError) {
    let node = scan.node
    var words = scan.positionals[...]
    if node.passthrough == nil { words += scan.tail ?? [] }
    var needed = node.positionals.count(where: \.isRequired)
    for parameter in node.parameters where parameter.isPositional {
      if case .passthrough(let required) = parameter.kind {
        if required, scan.tail?.isEmpty ?? true {
          throw ArgumentError(.missingArgument, "missing '-- \(parameter.placeholder)'")
        }
        share(scan.tail ?? [], parameter)
        continue
      }
      if parameter.isRequired { needed -= 1 }
      let free = max(0, words.count - needed)
      let count = parameter.repeats ? free : min(1, free)
      if parameter.isRequired, count == 0 {
        throw ArgumentError(.missingArgument, "missing argument \(parameter.placeholder)")
      }
      share(words.prefix(count), parameter)
      words = words.dropFirst(count)
    }
    guard let extra = words.first else { return }
    let forgotten = node.passthrough.map { "did you forget '--' before \($0.placeholder)?" }
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
