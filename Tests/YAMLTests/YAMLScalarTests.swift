import Testing
import YAML

/// The core schema of YAML 1.2 (chapter 10.3.2 of the specification), of plain scalars.
@Suite struct YAMLScalarTests {
  @Test(arguments: ["", "~", "null", "Null", "NULL"]) func isNull(text: String) {
    #expect(YAMLScalar(plain: text).value == .null)
  }

  @Test(arguments: [
    ("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false),
  ])
  func isBoolean(text: String, value: Bool) {
    #expect(YAMLScalar(plain: text).value == .bool(value))
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("+12", "12"), ("-19", "-19"), ("0123", "123"), ("0o14", "12"), ("0xC", "12"),
    ("0xfF", "255"), ("00", "0"), ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
  ]) func isInteger(text: String, digits: String) {
    #expect(YAMLScalar(plain: text).value == .integer(digits))
  }

  @Test(arguments: [
    ("0.", "0"), ("-0.0", "-0.0"), (".5", "0.5"), ("+1.5", "1.5"), ("12e03", "12e03"), ("-2E+05", "-2e+05"),
    ("01.50", "1.50"), ("1e-7", "1e-7"), ("1.e1", "1e1"),
  ]) func isFloat(text: String, number: String) {
    #expect(YAMLScalar(plain: text).value == .float(number))
  }

  @Test(arguments: [".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"]) func isNotFinite(text: String) {
    #expect(YAMLScalar(plain: text).value == .notFinite)
  }

  @Test(arguments: [
    "yes", "no", "on", "off", "y", "n", "nULL", "tRUE", "2026-01-01", "12:30", "1_000", "0b1", "0o8", "0xG", "0x", "0o",
    "0x+1", "-0x1", "1e", "e1", ".", "-", "+", "-.", "1.2.3", "+-1", "1e+", "+.nan", "١", "0x10000000000000000", "=",
  ]) func isText(text: String) {
    #expect(YAMLScalar(plain: text).value == .string)
  }

  @Test(arguments: ["", "~", "true", "1", "1.5", ".inf"]) func quotesMakeText(text: String) throws {
    for quoted in ["'\(text)'", "\"\(text)\"", "!!str \(text)", "! \(text)"] {
      let node = try YAMLStream(SourceText("- \(quoted)", file: "f")).documents.first?.items?.first
      #expect(node?.scalar?.value == .string, "\(quoted)")
      #expect(node?.scalar?.text == text)
    }
  }

  @Test(arguments: [
    ("!!int '7'", YAMLScalar.Value.integer("7")), ("!!float 7", .float("7")), ("!!bool 'true'", .bool(true)),
    ("!!null ''", .null), ("!!float .inf", .notFinite),
  ]) func tagsDecide(text: String, value: YAMLScalar.Value) throws {
    #expect(try YAMLStream(SourceText(text, file: "f")).documents.first?.scalar?.value == value)
  }
}
