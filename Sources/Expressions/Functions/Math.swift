extension Function {
  static let math: [Function] = [
    variadic("math.greatest") { $0 == .greater },
    variadic("math.least") { $0 == .less },
    rounding("math.ceil", .up), rounding("math.floor", .down), rounding("math.round", .toNearestOrAwayFromZero),
    rounding("math.trunc", .towardZero),
    .global("math.abs", numbers) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .int(let value):
        guard value != .min else { throw Failure(.outOfRange, "the result is out of the range of 'int'") }
        return .int(abs(value))
      case .uint: return arguments[0]
      case .double(let value): return .double(value.magnitude)
      default: return nil
      }
    },
    .global("math.sign", numbers) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .int(let value): return .int(value.signum())
      case .uint(let value): return .uint(value == 0 ? 0 : 1)
      case .double(let value): return .double(value > 0 ? 1 : value < 0 ? -1 : value)
      default: return nil
      }
    },
    .global("math.sqrt", [.double, .int, .uint].map { .init([$0], .double) }) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .int(let value): return .double(Double(value).squareRoot())
      case .uint(let value): return .double(Double(value).squareRoot())
      case .double(let value): return .double(value.squareRoot())
      default: return nil
      }
    },
    test("math.isNaN") { $0.isNaN }, test("math.isInf") { $0.isInfinite }, test("math.isFinite") { $0.isFinite },
  ]

  private static let numbers: [Signature] = [.init([.int], .int), .init([.uint], .uint), .init([.double], .double)]

  private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Function {
    .global(name, [.init([.double], .double)]) { arguments, _ throws(Failure) in
      guard case .double(let value) = arguments[0] else { return nil }
      return .double(value.rounded(rule))
    }
  }

  private static func test(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) -> Function {
    .global(name, [.init([.double], .bool)]) { arguments, _ throws(Failure) in
      guard case .double(let value) = arguments[0] else { return nil }
      return .bool(holds(value))
    }
  }

  /// Of several numbers, or of a list of them. The first of equal ones.
  private static func variadic(
    _ name: String, _ isBetter: @escaping @Sendable (ExpressionValue.Order) -> Bool
  ) -> Function {
    var function = Function.global(name, []) { arguments, budget throws(Failure) in
      var candidates = arguments
      if arguments.count == 1, case .list(let elements) = arguments[0] { candidates = elements }
      guard var best = candidates.first else {
        throw Failure(.invalidArgument, "'\(name)' of an empty list")
      }
      for candidate in candidates {
        try budget.spend(1)
        switch candidate {
        case .int, .uint, .double: break
        default: return nil
        }
        if let order = try candidate.order(best, &budget), isBetter(order) { best = candidate }
      }
      return best
    }
    function.isVariadic = true
    return function
  }
}
