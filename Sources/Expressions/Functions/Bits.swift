extension Function {
  static let bits: [Function] = [
    bitwise("math.bitAnd") { $0 & $1 }, bitwise("math.bitOr") { $0 | $1 }, bitwise("math.bitXor") { $0 ^ $1 },
    .global("math.bitNot", [.init([.int], .int), .init([.uint], .uint)]) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .int(let value): return .int(~value)
      case .uint(let value): return .uint(~value)
      default: return nil
      }
    },
    shift("math.bitShiftLeft") { $0 << $1 },
    // To the right, too, zeros come in: a negative number becomes a positive one.
    shift("math.bitShiftRight") { $0 >> $1 },
  ]

  private static func bitwise(
    _ name: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64
  ) -> Function {
    .global(name, [.init([.int, .int], .int), .init([.uint, .uint], .uint)]) { arguments, _ throws(Failure) in
      switch (arguments[0], arguments[1]) {
      case (.int(let left), .int(let right)):
        return .int(Int64(bitPattern: combine(UInt64(bitPattern: left), UInt64(bitPattern: right))))
      case (.uint(let left), .uint(let right)): return .uint(combine(left, right))
      default: return nil
      }
    }
  }

  private static func shift(_ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64) -> Function {
    .global(name, [.init([.int, .int], .int), .init([.uint, .int], .uint)]) { arguments, _ throws(Failure) in
      guard case .int(let count) = arguments[1] else { return nil }
      switch arguments[0] {
      case .int, .uint: break
      default: return nil
      }
      guard count >= 0 else { throw Failure(.invalidArgument, "'\(name)' by a negative number") }
      switch arguments[0] {
      case .int(let value): return .int(Int64(bitPattern: shift(UInt64(bitPattern: value), count)))
      case .uint(let value): return .uint(shift(value, count))
      default: return nil
      }
    }
  }
}
