extension Evaluator {
  mutating func negate(_ operand: Node, _ place: Place) throws(Failure) -> ExpressionValue {
    let value = try value(operand)
    switch value {
    case .int(let value):
      guard value != .min else { throw Self.overflow("int", place) }
      return .int(-value)
    case .double(let value): return .double(-value)
    default: throw .noOverload("-", [value.typeName], at: place)
    }
  }

  static func overflow(_ type: String, _ place: Place) -> Failure {
    Failure(.outOfRange, "the result is out of the range of '\(type)'", at: place)
  }

  @inline(never)
  mutating func calculate(
    _ calculation: Node.Calculation, _ left: Node, _ right: Node, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let first = try value(left)
    let second = try value(right)
    switch (first, second) {
    case (.int(let left), .int(let right)): return .int(try Self.integer(calculation, left, right, "int", place))
    case (.uint(let left), .uint(let right)): return .uint(try Self.integer(calculation, left, right, "uint", place))
    case (.double(let left), .double(let right)) where calculation != .modulo:
      return .double(Self.double(calculation, left, right))
    default: break
    }
    let result =
      switch calculation {
      case .add: try sum(first, second, place)
      case .subtract: try Self.difference(first, second, place)
      default: ExpressionValue?.none
      }
    guard let result else { throw .noOverload(calculation.rawValue, [first.typeName, second.typeName], at: place) }
    return result
  }

  private static func integer<Value: FixedWidthInteger>(
    _ calculation: Node.Calculation, _ left: Value, _ right: Value, _ type: String, _ place: Place
  ) throws(Failure) -> Value {
    let result: (partialValue: Value, overflow: Bool)
    switch calculation {
    case .add: result = left.addingReportingOverflow(right)
    case .subtract: result = left.subtractingReportingOverflow(right)
    case .multiply: result = left.multipliedReportingOverflow(by: right)
    case .divide:
      guard right != 0 else { throw Failure(.divisionByZero, "division by zero", at: place) }
      result = left.dividedReportingOverflow(by: right)
    case .modulo:
      guard right != 0 else { throw Failure(.divisionByZero, "modulus by zero", at: place) }
      result = left.remainderReportingOverflow(dividingBy: right)
    }
    guard !result.overflow else { throw overflow(type, place) }
    return result.partialValue
  }

  private static func double(_ calculation: Node.Calculation, _ left: Double, _ right: Double) -> Double {
    switch calculation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide, .modulo: left / right
    }
  }

  private mutating func sum(
    _ left: ExpressionValue, _ right: ExpressionValue, _ place: Place
  ) throws(Failure) -> ExpressionValue? {
    do throws(Failure) {
      switch (left, right) {
      case (.string(let left), .string(let right)):
        try budget.make(bytes: left.utf8.count + right.utf8.count)
        return .string(left + right)
      case (.bytes(let left), .bytes(let right)):
        try budget.make(bytes: left.count + right.count)
        return .bytes(left + right)
      case (.list(let left), .list(let right)):
        try budget.make(elements: left.count + right.count)
        return .list(left + right)
      case (.timestamp(let instant), .duration(let duration)), (.duration(let duration), .timestamp(let instant)):
        return try Self.instant(instant.nanosecondsSinceEpoch + Int128(duration), place)
      case (.duration(let left), .duration(let right)):
        return try Self.duration(Int128(left) + Int128(right), place)
      default: return nil
      }
    } catch {
      throw error.placed(at: place)
    }
  }

  private static func difference(
    _ left: ExpressionValue, _ right: ExpressionValue, _ place: Place
  ) throws(Failure) -> ExpressionValue? {
    switch (left, right) {
    case (.timestamp(let left), .timestamp(let right)):
      try duration(left.nanosecondsSinceEpoch - right.nanosecondsSinceEpoch, place)
    case (.timestamp(let instant), .duration(let duration)):
      try self.instant(instant.nanosecondsSinceEpoch - Int128(duration), place)
    case (.duration(let left), .duration(let right)): try duration(Int128(left) - Int128(right), place)
    default: nil
    }
  }

  private static func instant(_ nanoseconds: Int128, _ place: Place) throws(Failure) -> ExpressionValue {
    guard let instant = ExpressionInstant(nanosecondsSinceEpoch: nanoseconds) else {
      throw overflow("timestamp", place)
    }
    return .timestamp(instant)
  }

  private static func duration(_ nanoseconds: Int128, _ place: Place) throws(Failure) -> ExpressionValue {
    guard let duration = Int64(exactly: nanoseconds) else { throw overflow("duration", place) }
    return .duration(duration)
  }
}
