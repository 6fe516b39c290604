import JSON

extension Function {
  static let conversions: [Function] = [
    .global("dyn", [.init([.parameter(0)], .dyn)]) { arguments, _ throws(Failure) in arguments[0] },
    .global("type", [.init([.parameter(0)], .type)]) { arguments, _ throws(Failure) in .type(arguments[0].typeName) },
    .global("int", from([.int, .uint, .double, .string, .timestamp, .duration], to: .int)) {
      arguments, budget throws(Failure) in try toInt(arguments[0], &budget)
    },
    .global("uint", from([.uint, .int, .double, .string], to: .uint)) { arguments, budget throws(Failure) in
      try toUInt(arguments[0], &budget)
    },
    .global("double", from([.double, .int, .uint, .string], to: .double)) { arguments, budget throws(Failure) in
      try toDouble(arguments[0], &budget)
    },
    .global("bool", from([.bool, .string], to: .bool)) { arguments, _ throws(Failure) in try toBool(arguments[0]) },
    .global("string", from([.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration], to: .string)) {
      arguments, budget throws(Failure) in try toString(arguments[0], &budget)
    },
    .global("bytes", from([.bytes, .string], to: .bytes)) { arguments, budget throws(Failure) in
      switch arguments[0] {
      case .bytes: return arguments[0]
      case .string(let text):
        try budget.spend(bytes: text.utf8.count)
        return .bytes(Array(text.utf8))
      default: return nil
      }
    },
    .global("timestamp", from([.timestamp, .string, .int], to: .timestamp)) { arguments, _ throws(Failure) in
      try toTimestamp(arguments[0])
    },
    .global("duration", from([.duration, .string, .int], to: .duration)) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .duration: return arguments[0]
      case .string(let text): return .duration(try TimeText.duration(text))
      case .int(let nanoseconds): return .duration(nanoseconds)
      default: return nil
      }
    },
    .global("checksum", [.init([.string], .string)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0] else { return nil }
      // Slower than other looks at bytes: some 20 ns each in debug builds.
      try budget.spend(text.utf8.count >> 2)
      return .string(SHA256.hex(text.utf8))
    },
  ]

  private static func from(_ types: [ExpressionType], to result: ExpressionType) -> [Signature] {
    types.map { Signature([$0], result) }
  }

  private static func outOfRange(_ type: String) -> Failure {
    Failure(.outOfRange, "the value is out of the range of '\(type)'")
  }

  private static func unreadable(_ type: String) -> Failure {
    Failure(.invalidArgument, "the text is no '\(type)'")
  }

  private static func toInt(_ value: ExpressionValue, _ budget: inout Budget) throws(Failure) -> ExpressionValue? {
    switch value {
    case .int: return value
    case .uint(let natural):
      guard let whole = Int64(exactly: natural) else { throw outOfRange("int") }
      return .int(whole)
    case .double(let number):
      // Both ends are out: a double there does not tell which whole number was meant.
      guard number > -0x1p63, number < 0x1p63 else { throw outOfRange("int") }
      return .int(Int64(number))
    case .string(let text):
      try budget.spend(bytes: text.utf8.count)
      guard let whole = Int64(text) else { throw unreadable("int") }
      return .int(whole)
    case .timestamp(let instant): return .int(instant.seconds)
    case .duration(let nanoseconds): return .int(nanoseconds)
    default: return nil
    }
  }

  private static func toUInt(_ value: ExpressionValue, _ budget: inout Budget) throws(Failure) -> ExpressionValue? {
    switch value {
    case .uint: return value
    case .int(let whole):
      guard let natural = UInt64(exactly: whole) else { throw outOfRange("uint") }
      return .uint(natural)
    case .double(let number):
      guard number >= 0, number < 0x1p64 else { throw outOfRange("uint") }
      return .uint(UInt64(number))
    case .string(let text):
      try budget.spend(bytes: text.utf8.count)
      guard let natural = UInt64(text) else { throw unreadable("uint") }
      return .uint(natural)
    default: return nil
    }
  }

  private static func toDouble(_ value: ExpressionValue, _ budget: inout Budget) throws(Failure) -> ExpressionValue? {
    switch value {
    case .double: return value
    case .int(let whole): return .double(Double(whole))
    case .uint(let natural): return .double(Double(natural))
    case .string(let text):
      try budget.spend(bytes: text.utf8.count)
      guard let number = NumberText.double(text) else { throw unreadable("double") }
      return .double(number)
    default: return nil
    }
  }

  private static func toBool(_ value: ExpressionValue) throws(Failure) -> ExpressionValue? {
    switch value {
    case .bool: return value
    case .string(let text):
      if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return .bool(true) }
      if ["0", "f", "F", "false", "FALSE", "False"].contains(text) { return .bool(false) }
      throw unreadable("bool")
    default: return nil
    }
  }

  private static func toString(_ value: ExpressionValue, _ budget: inout Budget) throws(Failure) -> ExpressionValue? {
    switch value {
    case .string: return value
    case .bool(let value): return .string(value ? "true" : "false")
    case .int(let value): return .string(String(value))
    case .uint(let value): return .string(String(value))
    case .double(let value): return .string(NumberText.general(value))
    case .bytes(let bytes):
      try budget.make(bytes: bytes.count)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Failure(.invalidArgument, "the bytes are no UTF-8")
      }
      return .string(text)
    case .timestamp(let instant): return .string(TimeText.text(of: instant))
    case .duration(let nanoseconds): return .string(TimeText.text(ofDuration: nanoseconds))
    default: return nil
    }
  }

  private static func toTimestamp(_ value: ExpressionValue) throws(Failure) -> ExpressionValue? {
    switch value {
    case .timestamp: return value
    case .string(let text): return .timestamp(try TimeText.instant(text))
    case .int(let seconds):
      guard let instant = ExpressionInstant(seconds: seconds) else { throw outOfRange("timestamp") }
      return .timestamp(instant)
    default: return nil
    }
  }
}
