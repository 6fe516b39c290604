package import Arguments
import Expressions
import Hatchet
import JSON
import Terminal

/// `hatchet expression`
package struct ExpressionCommand: Command {
  package var expression: String?
  package var variables: [KeyValue] = []
  package var cases: String?

  package init() {}

  package static let declaration = Declaration<Self>("Evaluate a condition")
    .discussion(
      """
      Conditions, filters and keys are expressions of CEL, the Common Expression Language: hatchet-expressions(7). This \
      evaluates one as the leader would, and prints the result as JSON; what is wrong with it is shown with its place, \
      and the exit status is 1. Only the variables that are given are known. There need be no database.

      With --cases a file is read that holds a JSON array of cases in the form of the standard's conformance tests; for \
      each of them a line is written, with its name, whether it passed, and what it gave if it did not. The exit status is \
      1 if one did not pass.
      """
    )
    .positional("EXPR", \.expression, "The expression")
    .option("var", \.variables, "NAME=JSON", "The value of a variable; may be repeated")
    .option("cases", \.cases, "FILE", "Run the cases of FILE; - is stdin", .completing(.files))
    .exactlyOne("EXPR", "cases")
    .exclusive("var", "cases")
    .example(
      "hatchet expression 'input.size > 100' --var 'input={\"size\": 250}'", "Whether a condition holds for an input"
    )
    .example("hatchet expression --cases cases.json", "Run the cases of a file")
    .seeAlso("apply", "hatchet-expressions(7)")

  package func run(_ context: Session) async throws {
    if let cases { return try await run(casesOf: cases, context) }
    guard let expression else { return }
    let value = try Self.value(of: expression, try values())
    try context.output.writeLine(JSONWriter.text(value.jsonValue()))
  }

  private static func value(of expression: String, _ values: [String: ExpressionValue]) throws -> ExpressionValue {
    do throws(ExpressionError) {
      let declarations = Declarations(values.mapValues { _ in .dyn })
      return try Expression(expression, variables: declarations).evaluate(values)
    } catch {
      throw ExpressionFailure(error, in: expression)
    }
  }

  private func values() throws -> [String: ExpressionValue] {
    var values: [String: ExpressionValue] = [:]
    for variable in variables {
      let bytes = Array(variable.value.utf8)
      try InputDocument.check(bytes, in: "--var \(variable.key)")
      values[variable.key] = ExpressionValue(try JSONParser.parse(bytes))
    }
    return values
  }

  /// The largest file of cases, in bytes.
  private static let limit = 64 << 20

  private func run(casesOf file: String, _ context: Session) async throws {
    let isInput = file == "-"
    let bytes =
      isInput
      ? try await context.input.readAll(limit: Self.limit)
      : try await FileContents.read(context.path(file), as: file, limit: Self.limit)
    let name = isInput ? "<stdin>" : file
    try InputDocument.check(bytes, in: name)
    guard let all = try JSONParser.parse(bytes).array else {
      throw HatchetError(.usage, "'\(name)' is not an array of cases")
    }
    var areFine = true
    for json in all {
      let outcome = ExpressionCase(json)?.run()
      areFine = areFine && outcome?.passed == true
      try context.output.writeLine(JSONWriter.text(Self.line(json, outcome)))
    }
    if !areFine { throw ExitStatus(1) }
  }

  private static func line(_ json: JSONValue, _ outcome: ExpressionCase.Outcome?) -> JSONValue {
    let passed = outcome?.passed == true
    var line = JSONObject([("name", json["name"] ?? .null), ("passed", .bool(passed))])
    if !passed { line.append("got", outcome?.got ?? .object([("error", .string("this is no case"))])) }
    return .object(line)
  }
}

/// A mistake in an expression, with a caret under it.
struct ExpressionFailure: MessageError {
  private let error: ExpressionError
  private let source: String

  init(_ error: ExpressionError, in source: String) {
    self.error = error
    self.source = source
  }

  var messages: [Message] {
    [
      Message(
        error.message, hint: error.hint,
        source: SourceExcerpt(
          file: "expression", line: error.line, column: error.column, length: error.length, contents: source))
    ]
  }

  var exitStatus: Int32 { HatchetError.Code.failed.rawValue }
}
