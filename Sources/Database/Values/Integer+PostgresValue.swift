/// The integers of Swift, from every integer type of PostgreSQL that fits: a `count(*)` can be read as an `Int`.
package protocol PostgresInteger: PostgresScalar, FixedWidthInteger {}

extension PostgresInteger {
  package static var size: Int? { bitWidth / 8 }
  package func encode(into writer: inout BinaryWriter) { writer.write(self) }

  package static func accepts(_ oid: UInt32) -> Bool {
    switch oid {
    case PostgresType.int2.oid, PostgresType.int4.oid, PostgresType.int8.oid, PostgresType.oid.oid: true
    default: false
    }
  }

  package static func accepts(list oid: UInt32) -> Bool {
    switch oid {
    case PostgresType.int2Array.oid, PostgresType.int4Array.oid, PostgresType.int8Array.oid,
      PostgresType.oidArray.oid:
      true
    default: false
    }
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Self? {
    switch bytes.count {
    case 2: Self(exactly: bytes.integer(Int16.self))
    case 4 where oid == PostgresType.oid.oid: Self(exactly: bytes.integer(UInt32.self))
    case 4: Self(exactly: bytes.integer(Int32.self))
    case 8: Self(exactly: bytes.integer(Int64.self))
    default: nil
    }
  }
}

extension Int16: PostgresInteger {
  package static var type: PostgresType { .int2 }
  package static var arrayType: PostgresType { .int2Array }
}

extension Int32: PostgresInteger {
  package static var type: PostgresType { .int4 }
  package static var arrayType: PostgresType { .int4Array }
}

extension Int64: PostgresInteger {
  package static var type: PostgresType { .int8 }
  package static var arrayType: PostgresType { .int8Array }
}

/// A `bigint`, as `Int64`.
extension Int: PostgresInteger {
  package static var type: PostgresType { .int8 }
  package static var arrayType: PostgresType { .int8Array }
}
