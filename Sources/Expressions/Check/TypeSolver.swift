/// Finds what the parameters of signatures stand for.
struct TypeSolver {
  private var known: [Int: ExpressionType] = [:]
  private var last = 0

  mutating func fresh() -> ExpressionType {
    last += 1
    return .parameter(last)
  }

  /// A signature with parameters of its own.
  mutating func instance(_ signature: Function.Signature) -> Function.Signature {
    var fresh: [Int: ExpressionType] = [:]
    var copy = self
    let replace: (Int) -> ExpressionType = { number in
      if let type = fresh[number] { return type }
      let type = copy.fresh()
      fresh[number] = type
      return type
    }
    let parameters = signature.parameters.map { $0.replacing(replace) }
    let result = signature.result.replacing(replace)
    self = copy
    return Function.Signature(parameters, result)
  }

  /// What is known by now.
  func resolved(_ type: ExpressionType) -> ExpressionType {
    type.replacing { number in known[number].map { resolved($0) } ?? .parameter(number) }
  }

  /// What nothing is known of can be anything.
  func settled(_ type: ExpressionType) -> ExpressionType {
    resolved(type).replacing { _ in .dyn }
  }

  /// Whether values of the first types can stand where the second are wanted; learns from it if so.
  mutating func assign(_ given: [ExpressionType], to wanted: [ExpressionType]) -> Bool {
    guard given.count == wanted.count else { return false }
    var trial = self
    for (index, type) in given.enumerated() {
      guard trial.unify(type, wanted[index]) else { return false }
    }
    self = trial
    return true
  }

  private mutating func unify(_ left: ExpressionType, _ right: ExpressionType) -> Bool {
    if case .parameter(let number) = right {
      if substitute(left, for: number) { return true }
      if known[number] != nil { return false }
    }
    if case .parameter(let number) = left { return substitute(right, for: number) }
    switch (left, right) {
    case (.dyn, _), (_, .dyn): return true
    // Null is a time or a duration that is not there; of other types there is always one.
    case (.null, .timestamp), (.null, .duration), (.timestamp, .null), (.duration, .null): return true
    case (.list(let left), .list(let right)): return unify(left, right)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return unify(key, otherKey) && unify(value, otherValue)
    case (.optional(let left), .optional(let right)): return unify(left, right)
    default: return left == right
    }
  }

  private mutating func substitute(_ type: ExpressionType, for number: Int) -> Bool {
    if type == .parameter(number) { return true }
    guard let old = known[number] else {
      guard !resolved(type).mentions(number) else { return false }
      known[number] = type
      return true
    }
    if old == type { return true }
    guard unify(type, old) else { return false }
    let general = Self.moreGeneral(type, old)
    if !resolved(general).mentions(number) { known[number] = general }
    return true
  }

  static func moreGeneral(_ left: ExpressionType, _ right: ExpressionType) -> ExpressionType {
    isAtLeastAsGeneral(left, right) ? left : right
  }

  private static func isAtLeastAsGeneral(_ left: ExpressionType, _ right: ExpressionType) -> Bool {
    if left.isDyn || left.isParameter { return true }
    if right.isDyn || right.isParameter { return false }
    switch (left, right) {
    case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
      return isAtLeastAsGeneral(left, right)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return isAtLeastAsGeneral(key, otherKey) && isAtLeastAsGeneral(value, otherValue)
    default: return left == right
    }
  }

  /// The type of elements of both types.
  mutating func join(_ left: ExpressionType?, _ right: ExpressionType) -> ExpressionType {
    guard let left else { return right }
    return assign([left], to: [right]) ? Self.moreGeneral(left, right) : .dyn
  }
}
