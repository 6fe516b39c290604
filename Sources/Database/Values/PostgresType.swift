/// A built-in type of PostgreSQL: its object identifier, which never changes, and its name.
package struct PostgresType: Hashable, Sendable {
  package let oid: UInt32
  package let name: String

  package static let bool = PostgresType(oid: 16, name: "boolean")
  package static let bytea = PostgresType(oid: 17, name: "bytea")
  package static let name = PostgresType(oid: 19, name: "name")
  package static let int8 = PostgresType(oid: 20, name: "bigint")
  package static let int2 = PostgresType(oid: 21, name: "smallint")
  package static let int4 = PostgresType(oid: 23, name: "integer")
  package static let text = PostgresType(oid: 25, name: "text")
  package static let oid = PostgresType(oid: 26, name: "oid")
  package static let json = PostgresType(oid: 114, name: "json")
  package static let float4 = PostgresType(oid: 700, name: "real")
  package static let float8 = PostgresType(oid: 701, name: "double precision")
  package static let unknown = PostgresType(oid: 705, name: "unknown")
  package static let char = PostgresType(oid: 18, name: "\"char\"")
  package static let bpchar = PostgresType(oid: 1042, name: "character")
  package static let varchar = PostgresType(oid: 1043, name: "character varying")
  package static let timestamptz = PostgresType(oid: 1184, name: "timestamp with time zone")
  package static let interval = PostgresType(oid: 1186, name: "interval")
  package static let uuid = PostgresType(oid: 2950, name: "uuid")
  package static let jsonb = PostgresType(oid: 3802, name: "jsonb")
  package static let snapshot = PostgresType(oid: 5038, name: "pg_snapshot")
  package static let xid8 = PostgresType(oid: 5069, name: "xid8")

  package static let boolArray = PostgresType(oid: 1000, name: "boolean[]")
  package static let byteaArray = PostgresType(oid: 1001, name: "bytea[]")
  package static let nameArray = PostgresType(oid: 1003, name: "name[]")
  package static let int2Array = PostgresType(oid: 1005, name: "smallint[]")
  package static let int4Array = PostgresType(oid: 1007, name: "integer[]")
  package static let textArray = PostgresType(oid: 1009, name: "text[]")
  package static let bpcharArray = PostgresType(oid: 1014, name: "character[]")
  package static let varcharArray = PostgresType(oid: 1015, name: "character varying[]")
  package static let int8Array = PostgresType(oid: 1016, name: "bigint[]")
  package static let float4Array = PostgresType(oid: 1021, name: "real[]")
  package static let float8Array = PostgresType(oid: 1022, name: "double precision[]")
  package static let oidArray = PostgresType(oid: 1028, name: "oid[]")
  package static let jsonArray = PostgresType(oid: 199, name: "json[]")
  package static let timestamptzArray = PostgresType(oid: 1185, name: "timestamp with time zone[]")
  package static let intervalArray = PostgresType(oid: 1187, name: "interval[]")
  package static let uuidArray = PostgresType(oid: 2951, name: "uuid[]")
  package static let jsonbArray = PostgresType(oid: 3807, name: "jsonb[]")
  package static let snapshotArray = PostgresType(oid: 5039, name: "pg_snapshot[]")
  package static let xid8Array = PostgresType(oid: 271, name: "xid8[]")

  /// All of the above, for messages and for the test that compares them with the server's catalogue.
  package static let all: [PostgresType] = [
    bool, bytea, name, int8, int2, int4, text, oid, json, float4, float8, unknown, char, bpchar, varchar, timestamptz,
    interval, uuid, jsonb, snapshot, xid8, boolArray, byteaArray, nameArray, int2Array, int4Array, textArray,
    bpcharArray, varcharArray, int8Array, float4Array, float8Array, oidArray, jsonArray, timestamptzArray,
    intervalArray, uuidArray, jsonbArray, snapshotArray, xid8Array,
  ]

  /// The name if it is known, else `type 12345`.
  static func describe(oid: UInt32) -> String { all.first { $0.oid == oid }?.name ?? "type \(oid)" }

  /// The first object identifier that `create type` gives out.
  static let firstUserDefined: UInt32 = 16384
}
