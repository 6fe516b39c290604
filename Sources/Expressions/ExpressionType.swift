/// What is known of a value before there is one.
package indirect enum ExpressionType: Hashable, Sendable {
  /// Known only when there is a value: what comes out of JSON.
  case dyn
  case null
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case timestamp
  case duration
  /// The type of types.
  case type
  case list(ExpressionType)
  case map(ExpressionType, ExpressionType)
  case optional(ExpressionType)
  /// Any type, but the same wherever the number is in one signature.
  case parameter(Int)
}

extension ExpressionType: CustomStringConvertible {
  package var description: String {
    switch self {
    case .dyn, .parameter: "dyn"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .type: "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional(\(wrapped))"
    }
  }
}

extension ExpressionType {
  var isDyn: Bool { self == .dyn }

  var isParameter: Bool { if case .parameter = self { true } else { false } }

  func mentions(_ number: Int) -> Bool {
    switch self {
    case .parameter(let other): other == number
    case .list(let element): element.mentions(number)
    case .map(let key, let value): key.mentions(number) || value.mentions(number)
    case .optional(let wrapped): wrapped.mentions(number)
    default: false
    }
  }

  /// With other parameters.
  func replacing(_ replacement: (Int) -> ExpressionType) -> ExpressionType {
    switch self {
    case .parameter(let number): replacement(number)
    case .list(let element): .list(element.replacing(replacement))
    case .map(let key, let value): .map(key.replacing(replacement), value.replacing(replacement))
    case .optional(let wrapped): .optional(wrapped.replacing(replacement))
    default: self
    }
  }
}
