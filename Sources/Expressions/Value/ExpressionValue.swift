/// A value of the language.
package enum ExpressionValue: Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case list([ExpressionValue])
  case map(ExpressionMap)
  case timestamp(ExpressionInstant)
  /// In nanoseconds, so some 292 years at most.
  case duration(Int64)
  /// By its name: `int`, `google.protobuf.Timestamp`.
  case type(String)
  case optional(OptionalValue)

  /// The name that `type()` gives.
  package var typeName: String {
    switch self {
    case .null: "null_type"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .list: "list"
    case .map: "map"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .type: "type"
    case .optional: "optional_type"
    }
  }

  /// All that an expression can name.
  static let typeNames: Set<String> = [
    "null_type", "bool", "int", "uint", "double", "string", "bytes", "list", "map", "google.protobuf.Timestamp",
    "google.protobuf.Duration", "type", "optional_type",
  ]

  static let absent = ExpressionValue.optional(OptionalValue(nil))

  static func present(_ value: ExpressionValue) -> ExpressionValue { .optional(OptionalValue(value)) }

  /// What `optional.ofNonZeroValue` takes for nothing.
  var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let value): !value
    case .int(let value), .duration(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.isEmpty
    case .list(let elements): elements.isEmpty
    case .map(let map): map.count == 0
    case .timestamp(let instant): instant == ExpressionInstant(seconds: 0, nanoseconds: 0)
    case .type: false
    case .optional(let optional): optional.value == nil
    }
  }
}

/// Perhaps a value; boxed, as an enum cannot hold itself without every case paying for it.
package final class OptionalValue: Sendable {
  package let value: ExpressionValue?

  init(_ value: ExpressionValue?) { self.value = value }
}

/// A moment of the years 1 to 9999, to the nanosecond.
package struct ExpressionInstant: Hashable, Comparable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// 0 to 999,999,999.
  package let nanoseconds: Int32

  private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  init(seconds: Int64, nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Nil if it is out of range.
  init?(nanosecondsSinceEpoch total: Int128) {
    let (quotient, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
    let seconds = rest < 0 ? quotient - 1 : quotient
    guard seconds >= Int128(Self.range.lowerBound), seconds <= Int128(Self.range.upperBound) else { return nil }
    self.init(seconds: Int64(seconds), nanoseconds: Int32(rest < 0 ? rest + 1_000_000_000 : rest))
  }

  init?(seconds: Int64) {
    guard Self.range.contains(seconds) else { return nil }
    self.init(seconds: seconds, nanoseconds: 0)
  }

  var nanosecondsSinceEpoch: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

  package static func < (left: Self, right: Self) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
