extension Function {
  static let optionals: [Function] = [
    .global("optional.of", [.init([.parameter(0)], .optional(.parameter(0)))]) { arguments, _ throws(Failure) in
      .present(arguments[0])
    },
    .global("optional.ofNonZeroValue", [.init([.parameter(0)], .optional(.parameter(0)))]) {
      arguments, _ throws(Failure) in arguments[0].isZero ? ExpressionValue.absent : .present(arguments[0])
    },
    .global("optional.none", [.init([], .optional(.parameter(0)))]) { _, _ throws(Failure) in ExpressionValue.absent },
    .global("optional.unwrap", [.init([.list(.optional(.parameter(0)))], .list(.parameter(0)))], unwrapped),
    .method("unwrapOpt", [.init([.list(.optional(.parameter(0)))], .list(.parameter(0)))], unwrapped),
    .method("hasValue", [.init([.optional(.parameter(0))], .bool)]) { arguments, _ throws(Failure) in
      guard case .optional(let optional) = arguments[0] else { return nil }
      return .bool(optional.value != nil)
    },
    .method("value", [.init([.optional(.parameter(0))], .parameter(0))]) { arguments, _ throws(Failure) in
      guard case .optional(let optional) = arguments[0] else { return nil }
      guard let value = optional.value else { throw Failure(.invalidArgument, "value() of an optional that has none") }
      return value
    },
  ]

  private static let unwrapped: Body = { arguments, budget throws(Failure) in
    guard case .list(let elements) = arguments[0] else { return nil }
    try budget.make(elements: elements.count)
    var values: [ExpressionValue] = []
    for element in elements {
      guard case .optional(let optional) = element else { return nil }
      if let value = optional.value { values.append(value) }
    }
    return .list(values)
  }
}
