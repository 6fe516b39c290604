/// What operators take: as functions, so that they are checked as those are.
enum Operators {
  private typealias Signature = Function.Signature

  static let negate: [Function.Signature] = [.init([.int], .int), .init([.double], .double)]

  static let signatures: [BinaryOperator: [Function.Signature]] = [
    .add: numbers + [
      .init([.string, .string], .string), .init([.bytes, .bytes], .bytes), .init([list, list], list),
      .init([.timestamp, .duration], .timestamp), .init([.duration, .timestamp], .timestamp),
      .init([.duration, .duration], .duration),
    ],
    .subtract: numbers + [
      .init([.timestamp, .timestamp], .duration), .init([.timestamp, .duration], .timestamp),
      .init([.duration, .duration], .duration),
    ],
    .multiply: numbers, .divide: numbers,
    .modulo: [.init([.int, .int], .int), .init([.uint, .uint], .uint)],
    .equal: [.init([.parameter(0), .parameter(0)], .bool)], .notEqual: [.init([.parameter(0), .parameter(0)], .bool)],
    .less: orders, .lessOrEqual: orders, .greater: orders, .greaterOrEqual: orders,
    .in: [
      .init([.parameter(0), list], .bool), .init([.parameter(0), .map(.parameter(0), .parameter(1))], .bool),
    ],
  ]

  static let index: [Function.Signature] = [
    .init([list, .int], .parameter(0)), .init([.map(.parameter(0), .parameter(1)), .parameter(0)], .parameter(1)),
    .init([.optional(list), .int], .optional(.parameter(0))),
    .init([.optional(.map(.parameter(0), .parameter(1))), .parameter(0)], .optional(.parameter(1))),
  ]

  static let optionalIndex: [Function.Signature] = [
    .init([list, .int], .optional(.parameter(0))),
    .init([.map(.parameter(0), .parameter(1)), .parameter(0)], .optional(.parameter(1))),
    .init([.optional(list), .int], .optional(.parameter(0))),
    .init([.optional(.map(.parameter(0), .parameter(1))), .parameter(0)], .optional(.parameter(1))),
  ]

  static let conditional: [Function.Signature] = [.init([.bool, .parameter(0), .parameter(0)], .parameter(0))]

  static let or: [Function.Signature] = [
    .init([.optional(.parameter(0)), .optional(.parameter(0))], .optional(.parameter(0)))
  ]
  static let orValue: [Function.Signature] = [.init([.optional(.parameter(0)), .parameter(0)], .parameter(0))]

  private static let list = ExpressionType.list(.parameter(0))

  private static let numbers: [Function.Signature] = [
    .init([.int, .int], .int), .init([.uint, .uint], .uint), .init([.double, .double], .double),
  ]

  private static let orders: [Function.Signature] = {
    let numbers: [ExpressionType] = [.int, .uint, .double]
    let others: [ExpressionType] = [.bool, .string, .bytes, .timestamp, .duration]
    return numbers.flatMap { left in numbers.map { .init([left, $0], .bool) } } + others.map { .init([$0, $0], .bool) }
  }()
}
