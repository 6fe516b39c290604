extension ExpressionValue {
  /// Numbers are equal if their values are; values of other types that differ are not equal, which is no error.
  ///
  /// - Parameter budget: what looking at elements and text costs; nil once it is used up.
  func isEqual(to other: ExpressionValue, _ budget: inout Budget) throws(Failure) -> Bool {
    switch (self, other) {
    case (.int(let left), .int(let right)): return left == right
    case (.string(let left), .string(let right)):
      try budget.spend(bytes: left.utf8.count)
      return sameText(left, right)
    case (.bool(let left), .bool(let right)): return left == right
    case (.null, .null): return true
    case (.double(let left), .double(let right)): return left == right
    case (.uint(let left), .uint(let right)): return left == right
    case (.bytes(let left), .bytes(let right)):
      try budget.spend(bytes: left.count)
      return left == right
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.type(let left), .type(let right)): return left == right
    case (.list(let left), .list(let right)):
      return try Self.areEqual(left, right, &budget)
    case (.map(let left), .map(let right)):
      return try Self.areEqual(left, right, &budget)
    case (.optional(let left), .optional(let right)):
      guard let first = left.value, let second = right.value else { return left.value == nil && right.value == nil }
      try budget.spend(1)
      return try first.isEqual(to: second, &budget)
    default: return numericOrder(other) == .same
    }
  }

  private static func areEqual(
    _ left: [ExpressionValue], _ right: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) -> Bool {
    guard left.count == right.count else { return false }
    try budget.enter()
    defer { budget.leave() }
    for (index, element) in left.enumerated() {
      try budget.spend(1)
      guard try element.isEqual(to: right[index], &budget) else { return false }
    }
    return true
  }

  private static func areEqual(
    _ left: ExpressionMap, _ right: ExpressionMap, _ budget: inout Budget
  ) throws(Failure) -> Bool {
    guard left.count == right.count else { return false }
    try budget.enter()
    defer { budget.leave() }
    for entry in left.entries {
      try budget.spend(2)
      guard let value = right[entry.key], try entry.value.isEqual(to: value, &budget) else { return false }
    }
    return true
  }

  enum Order {
    case less, same, greater
    /// Of NaN.
    case none

    init<Value: Comparable>(_ left: Value, _ right: Value) {
      self = left < right ? .less : left == right ? .same : left > right ? .greater : .none
    }
  }

  /// Nil if the two cannot be compared.
  func order(_ other: ExpressionValue, _ budget: inout Budget) throws(Failure) -> Order? {
    switch (self, other) {
    case (.int(let left), .int(let right)): return Order(left, right)
    case (.double(let left), .double(let right)): return Order(left, right)
    case (.uint(let left), .uint(let right)): return Order(left, right)
    case (.string(let left), .string(let right)):
      try budget.spend(bytes: left.utf8.count)
      // UTF-8 sorts as its scalars do; Swift's `<` sorts what is canonically equal together.
      return sameText(left, right) ? .same : left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
    case (.bytes(let left), .bytes(let right)):
      try budget.spend(bytes: left.count)
      return left == right ? .same : left.lexicographicallyPrecedes(right) ? .less : .greater
    case (.bool(let left), .bool(let right)): return left == right ? .same : left ? .greater : .less
    case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
    case (.duration(let left), .duration(let right)): return Order(left, right)
    default: return numericOrder(other)
    }
  }

  /// Of numbers of different types: against a double as doubles, as the standard's own implementations do.
  private func numericOrder(_ other: ExpressionValue) -> Order? {
    switch (self, other) {
    case (.int(let left), .uint(let right)): left < 0 ? .less : Order(UInt64(left), right)
    case (.uint(let left), .int(let right)): right < 0 ? .greater : Order(left, UInt64(right))
    case (.int(let left), .double(let right)): Order(Double(left), right)
    case (.double(let left), .int(let right)): Order(left, Double(right))
    case (.uint(let left), .double(let right)): Order(Double(left), right)
    case (.double(let left), .uint(let right)): Order(left, Double(right))
    default: nil
    }
  }
}
