extension Function {
  private static let any = ExpressionType.list(.parameter(0))

  static let lists: [Function] = [
    .global("lists.range", [.init([.int], .list(.int))]) { arguments, budget throws(Failure) in
      guard case .int(let count) = arguments[0] else { return nil }
      try budget.make(elements: Int(max(0, count)))
      return .list((0..<max(0, count)).map { .int($0) })
    },
    .method("slice", [.init([any, .int, .int], any)]) { arguments, budget throws(Failure) in
      guard case .list(let elements) = arguments[0], case .int(let start) = arguments[1],
        case .int(let end) = arguments[2]
      else { return nil }
      guard start >= 0, start <= end, end <= Int64(elements.count) else { throw outOfBounds }
      try budget.make(elements: Int(end - start))
      return .list(Array(elements[Int(start)..<Int(end)]))
    },
    .method("flatten", [.init([.list(any)], any), .init([.list(.dyn), .int], .list(.dyn))]) {
      arguments, budget throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      var depth: Int64 = 1
      if arguments.count == 2 {
        guard case .int(let given) = arguments[1] else { return nil }
        depth = given
      }
      guard depth >= 0 else { throw Failure(.invalidArgument, "'flatten' by a negative depth") }
      var output: [ExpressionValue] = []
      try flatten(elements, depth, &output, &budget)
      return .list(output)
    },
    .method("distinct", [.init([any], any)]) { arguments, budget throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      return .list(try distinct(elements, &budget))
    },
    .method("sort", [.init([any], any)]) { arguments, budget throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      return .list(try sorted(elements, by: elements, &budget))
    },
    .method("first", [.init([any], .optional(.parameter(0)))]) { arguments, _ throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      return elements.first.map { ExpressionValue.present($0) } ?? .absent
    },
    .method("last", [.init([any], .optional(.parameter(0)))]) { arguments, _ throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      return elements.last.map { ExpressionValue.present($0) } ?? .absent
    },
  ]

  private static func flatten(
    _ elements: [ExpressionValue], _ depth: Int64, _ output: inout [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) {
    try budget.enter()
    defer { budget.leave() }
    for element in elements {
      try budget.spend(1)
      if depth > 0, case .list(let inner) = element {
        try flatten(inner, depth - 1, &output, &budget)
      } else {
        output.append(element)
      }
    }
  }

  private static func distinct(
    _ elements: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) -> [ExpressionValue] {
    var output: [ExpressionValue] = []
    var seen: Set<MapKey> = []
    // What can be no key is compared with all others of its kind.
    var others: [ExpressionValue] = []
    search: for element in elements {
      try budget.spend(1)
      if let key = MapKey(element) {
        guard seen.insert(key).inserted else { continue }
      } else {
        for other in others {
          if try element.isEqual(to: other, &budget) { continue search }
        }
        try budget.spend(others.count)
        others.append(element)
      }
      output.append(element)
    }
    return output
  }

  /// Stable. The keys must be of one type that has an order.
  static func sorted(
    _ elements: [ExpressionValue], by keys: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) -> [ExpressionValue] {
    guard let first = keys.first else { return elements }
    let mismatch = Failure(.noOverload, "elements to sort must be of one type that has an order")
    for key in keys {
      guard key.typeName == first.typeName, try key.order(key, &budget) != nil else { throw mismatch }
    }
    try budget.make(elements: elements.count)
    var order = Array(keys.indices)
    // The closure cannot throw a typed error through `sort`; the first is kept.
    var failure: Failure?
    order.sort { left, right in
      guard failure == nil else { return false }
      do throws(Failure) {
        try budget.spend(1)
        switch try keys[left].order(keys[right], &budget) {
        case .less: return true
        case .greater: return false
        default: return left < right
        }
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return order.map { elements[$0] }
  }
}
