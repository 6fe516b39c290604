extension Function {
  private static let two: [Signature] = [.init([.list(.parameter(0)), .list(.parameter(0))], .bool)]

  /// Lists as sets.
  static let sets: [Function] = [
    .global("sets.contains", two) { arguments, budget throws(Failure) in
      guard case .list(let all) = arguments[0], case .list(let some) = arguments[1] else { return nil }
      return .bool(try contains(all, some, &budget))
    },
    .global("sets.equivalent", two) { arguments, budget throws(Failure) in
      guard case .list(let left) = arguments[0], case .list(let right) = arguments[1] else { return nil }
      guard try contains(left, right, &budget) else { return .bool(false) }
      return .bool(try contains(right, left, &budget))
    },
    .global("sets.intersects", two) { arguments, budget throws(Failure) in
      guard case .list(let left) = arguments[0], case .list(let right) = arguments[1] else { return nil }
      for element in right {
        if try holds(left, element, &budget) { return .bool(true) }
      }
      return .bool(false)
    },
  ]

  private static func contains(
    _ all: [ExpressionValue], _ some: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) -> Bool {
    for element in some {
      if try !holds(all, element, &budget) { return false }
    }
    return true
  }

  static func holds(
    _ elements: [ExpressionValue], _ wanted: ExpressionValue, _ budget: inout Budget
  ) throws(Failure) -> Bool {
    for element in elements {
      try budget.spend(1)
      if try element.isEqual(to: wanted, &budget) { return true }
    }
    return false
  }
}
