/// A regular expression: RE2's syntax without captures, matched in time linear in the text.
///
/// All states in which the expression can be are followed at once (Thompson's construction), so no pattern makes a text
/// slow. What RE2 does not have - look-around, back references - is an error.
struct Pattern: Sendable {
  enum Instruction: Sendable {
    case scalar(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case assert(Assertion)
    case match
  }

  enum Assertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
  }

  let program: [Instruction]

  /// Instructions; repetition multiplies them.
  static let limit = 10_000

  init(_ source: String) throws(Failure) {
    var parser = PatternParser(source)
    let tree = try parser.parse()
    var compiler = PatternCompiler()
    try compiler.emit(tree)
    try compiler.append(.match)
    program = compiler.program
  }

  /// Whether any part of the text matches.
  func matches(_ text: String, _ budget: inout Budget) throws(Failure) -> Bool {
    var machine = Machine(program)
    var previous: Unicode.Scalar?
    var scalars = text.unicodeScalars.makeIterator()
    var current = scalars.next()
    while true {
      // A match may begin anywhere.
      if machine.enter(0, previous, current) { return true }
      guard let scalar = current else { return false }
      try budget.spend(1 + machine.active.count / 8)
      let next = scalars.next()
      if machine.step(scalar, next) { return true }
      (previous, current) = (scalar, next)
    }
  }

  /// The states after what was read so far.
  private struct Machine {
    let program: [Instruction]
    /// Instructions that wait for a scalar.
    var active: [Int] = []
    private var stack: [Int] = []
    /// The round in which an instruction was last entered: each is entered once a round.
    private var seen: [Int]
    private var round = 1

    init(_ program: [Instruction]) {
      self.program = program
      seen = [Int](repeating: 0, count: program.count)
    }

    /// True once the end of the pattern is reached.
    mutating func enter(_ start: Int, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
      stack.append(start)
      while let place = stack.popLast() {
        guard seen[place] != round else { continue }
        seen[place] = round
        switch program[place] {
        case .match: return true
        case .jump(let target): stack.append(target)
        case .split(let first, let second):
          stack.append(second)
          stack.append(first)
        case .assert(let assertion):
          if assertion.holds(previous, next) { stack.append(place + 1) }
        case .scalar: active.append(place)
        }
      }
      return false
    }

    /// Reads a scalar.
    mutating func step(_ scalar: Unicode.Scalar, _ next: Unicode.Scalar?) -> Bool {
      let before = active
      active.removeAll(keepingCapacity: true)
      round += 1
      for place in before {
        if case .scalar(let set) = program[place], set.contains(scalar), enter(place + 1, scalar, next) { return true }
      }
      return false
    }
  }
}

extension Pattern.Assertion {
  func holds(_ previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
    switch self {
    case .textStart: previous == nil
    case .textEnd: next == nil
    case .lineStart: previous == nil || previous == "\n"
    case .lineEnd: next == nil || next == "\n"
    case .wordBoundary: Self.isWord(previous) != Self.isWord(next)
    case .noWordBoundary: Self.isWord(previous) == Self.isWord(next)
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ScalarSet.word.contains($0) } ?? false }
}

/// From the tree of a pattern to its instructions.
struct PatternCompiler {
  var program: [Pattern.Instruction] = []

  mutating func append(_ instruction: Pattern.Instruction) throws(Failure) {
    guard program.count < Pattern.limit else { throw Failure(.limit, "the pattern is too large") }
    program.append(instruction)
  }

  mutating func emit(_ tree: PatternTree) throws(Failure) {
    switch tree {
    case .empty: break
    case .set(let set): try append(.scalar(set))
    case .assert(let assertion): try append(.assert(assertion))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .choice(let branches): try emitChoice(branches)
    case .repeated(let part, let least, let most): try emitRepeated(part, least, most)
    }
  }

  private mutating func emitChoice(_ branches: [PatternTree]) throws(Failure) {
    var ends: [Int] = []
    for branch in branches.dropLast() {
      let split = program.count
      try append(.jump(0))
      try emit(branch)
      ends.append(program.count)
      try append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    if let last = branches.last { try emit(last) }
    for end in ends { program[end] = .jump(program.count) }
  }

  private mutating func emitRepeated(_ part: PatternTree, _ least: Int, _ most: Int?) throws(Failure) {
    for _ in 0..<least { try emit(part) }
    guard let most else {
      let split = program.count
      try append(.jump(0))
      try emit(part)
      try append(.jump(split))
      program[split] = .split(split + 1, program.count)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(least, most) {
      splits.append(program.count)
      try append(.jump(0))
      try emit(part)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }
}
