import Database
import Store
import TestSupport
import Testing

/// `hatchet.schema_violation`, keyword by keyword; nil is a value that meets its schema.
@Suite struct SchemaViolationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let value: String
    let violation: String?

    init(_ schema: String, _ value: String, _ violation: String?) {
      self.schema = schema
      self.value = value
      self.violation = violation
    }

    var testDescription: String { "\(schema) \(value)" }
  }

  static let cases = [
    Case(#"true"#, #"1"#, nil),
    Case(#"false"#, #"1"#, "input: is not allowed"),
    Case(#"{}"#, #"null"#, nil),
    Case(#"{"type": "object"}"#, #"{}"#, nil),
    Case(#"{"type": "object"}"#, #"[]"#, "input: must be of type object, not array"),
    Case(#"{"type": ["string", "null"]}"#, #"null"#, nil),
    Case(#"{"type": ["string", "null"]}"#, #"true"#, "input: must be of type string or null, not boolean"),
    Case(#"{"type": "integer"}"#, #"3"#, nil),
    Case(#"{"type": "integer"}"#, #"3.0"#, nil),
    Case(#"{"type": "integer"}"#, #"1e30"#, nil),
    Case(#"{"type": "integer"}"#, #"3.5"#, "input: must be of type integer, not number"),
    Case(#"{"type": "number"}"#, #""3""#, "input: must be of type number, not string"),
    Case(#"{"enum": ["a", 1, null]}"#, #"1.0"#, nil),
    Case(#"{"enum": ["a", 1]}"#, #""b""#, #"input: must be one of ["a", 1]"#),
    Case(#"{"const": {"a": [1]}}"#, #"{"a": [1]}"#, nil),
    Case(#"{"const": "x"}"#, #""y""#, #"input: must be "x""#),
    Case(#"{"minimum": 1, "maximum": 2}"#, #"1"#, nil),
    Case(#"{"minimum": 1}"#, #"0.5"#, "input: must be at least 1"),
    Case(#"{"maximum": 2}"#, #"2.01"#, "input: must be at most 2"),
    Case(#"{"exclusiveMinimum": 1}"#, #"1"#, "input: must be greater than 1"),
    Case(#"{"exclusiveMaximum": 2}"#, #"2"#, "input: must be less than 2"),
    Case(#"{"multipleOf": 0.1}"#, #"0.3"#, nil),
    Case(#"{"multipleOf": 2}"#, #"3"#, "input: must be a multiple of 2"),
    Case(#"{"minimum": 5}"#, #""a""#, nil),
    Case(#"{"minLength": 2, "maxLength": 3}"#, #""äöü""#, nil),
    Case(#"{"minLength": 2}"#, #""ä""#, "input: must have at least 2 characters"),
    Case(#"{"maxLength": 1}"#, #""ab""#, "input: must have at most 1 characters"),
    Case(#"{"pattern": "^[a-z]+$"}"#, #""abc""#, nil),
    Case(#"{"pattern": "^[a-z]+$"}"#, #""ab1""#, "input: must match ^[a-z]+$"),
    Case(#"{"minItems": 1, "maxItems": 2, "uniqueItems": true}"#, #"[1, 2]"#, nil),
    Case(#"{"minItems": 1}"#, #"[]"#, "input: must have at least 1 items"),
    Case(#"{"maxItems": 1}"#, #"[1, 2]"#, "input: must have at most 1 items"),
    Case(#"{"uniqueItems": true}"#, #"[1, "1", 1.0]"#, "input: must not repeat an item"),
    Case(#"{"items": {"type": "string"}}"#, #"["a", "b"]"#, nil),
    Case(#"{"items": {"type": "string"}}"#, #"["a", 1, 2]"#, "input[1]: must be of type string, not number"),
    Case(#"{"items": false}"#, #"[]"#, nil),
    Case(#"{"required": ["a", "b"]}"#, #"{"a": 1, "b": null}"#, nil),
    Case(#"{"required": ["a", "b"]}"#, #"{"a": 1}"#, "input.b: is required"),
    Case(#"{"properties": {"a": {"type": "string"}}}"#, #"{"b": 1}"#, nil),
    Case(#"{"properties": {"a": {"type": "string"}}}"#, #"{"a": 1}"#, "input.a: must be of type string, not number"),
    Case(#"{"properties": {"a": {}}, "additionalProperties": false}"#, #"{"a": 1}"#, nil),
    Case(#"{"properties": {"a": {}}, "additionalProperties": false}"#, #"{"b": 1}"#, "input.b: is not allowed"),
    Case(
      #"{"additionalProperties": {"type": "integer"}}"#, #"{"x": "y"}"#,
      "input.x: must be of type integer, not string"),
    Case(
      #"{"properties": {"rows": {"items": {"properties": {"n": {"minimum": 0}}}}}}"#,
      #"{"rows": [{"n": 1}, {"n": -1}]}"#,
      "input.rows[1].n: must be at least 0"),
    Case(#"{"title": "x", "description": "y", "default": 1, "examples": []}"#, #"1"#, nil),
  ]

  @Test func everyKeywordHoldsAndFails() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    _ = try await Migrator(.standard, connection).migrate()
    for each in Self.cases {
      let found = try await connection.execute(
        "select hatchet.schema_violation($1, $2)", [JSONBText(each.schema), JSONBText(each.value)]
      ).only().get(String?.self, 0)
      #expect(found == each.violation, "\(each.testDescription)")
    }
  }
}
