package import Arguments
import Database
import Expressions
import Hatchet
import JSON
import Terminal

/// `hatchet expression`
package struct ExpressionCommand: Command {
  package var expression: String?
  package var variables: [KeyValue] = []
  package var cases: [String] = []

  package init() {}

  package static let declaration = Declaration<Self>("Evaluate a condition")
    .discussion(
      """
      Conditions, filters and keys are expressions of CEL, the Common Expression Language: hatchet-expressions(7). This \
      evaluates one as the leader would, and prints the result as JSON; what is wrong with it is shown with its place, \
      and the exit status is 1. Only the variables that are given are known. There need be no database.

      With --cases a file is read that holds a JSON array of cases in the form of the standard's conformance tests; for \
      each of them a line is written, with its name, whether it passed, what it gave if it did not, and of several files \
      which one it is in. The exit status is 1 if one did not pass.
      """
    )
    .positional("EXPR", \.expression, "The expression")
    .option("var", \.variables, "NAME=JSON", "The value of a variable: JSON, @FILE, or @- for stdin; may be repeated")
    .option("cases", \.cases, "FILE", "Run the cases of FILE; - is stdin; may be repeated", .completing(.files))
    .exactlyOne("EXPR", "cases")
    .exclusive("var", "cases")
    .example(
      "hatchet expression 'input.size > 100' --var 'input={\"size\": 250}'", "Whether a condition holds for an input"
    )
    .example("hatchet expression input.size --var input=@event.json", "What it gives for a document in a file")
    .example("hatchet expression --cases cases.json", "Run the cases of a file")
    .seeAlso("apply", "hatchet-expressions(7)")

  package func run(_ context: Session) async throws {
    guard let expression else {
      var areFine = true
      for file in cases { areFine = try await passes(casesOf: file, context) && areFine }
      if !areFine { throw ExitStatus(1) }
      return
    }
    let value = try Self.value(of: expression, try await values(context))
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

  private func values(_ context: Session) async throws -> [String: ExpressionValue] {
    guard variables.count(where: { InputDocument.isStandardInput($0.value) }) <= 1 else {
      throw HatchetError(.usage, "standard input can be the value of one variable only")
    }
    var values: [String: ExpressionValue] = [:]
    for variable in variables {
      let document = try await InputDocument.read(variable.value, context, option: "--var \(variable.key)")
      values[variable.key] = ExpressionValue(try JSONParser.parse(document.utf8))
    }
    return values
  }

  /// The largest file of cases, in bytes.
  private static let limit = 64 << 20

  /// Writes what came of the cases of a file; whether all passed.
  private func passes(casesOf file: String, _ context: Session) async throws -> Bool {
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
      try context.output.writeLine(JSONWriter.text(line(json, outcome, in: name)))
    }
    return areFine
  }

  private func line(_ json: JSONValue, _ outcome: ExpressionCase.Outcome?, in file: String) -> JSONValue {
    let passed = outcome?.passed == true
    var line = JSONObject([("name", json["name"] ?? .null), ("passed", .bool(passed))])
    if cases.count > 1 { line.append("file", .string(file)) }
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
    let (text, column) = error.excerpt(of: source, width: 400)
    return [
      Message(
        error.message, hint: error.hint,
        source: SourceExcerpt(
          file: "expression", line: error.line, column: error.column, length: error.length, text: text,
          textColumn: column))
    ]
  }

  var exitStatus: Int32 { HatchetError.Code.failed.rawValue }
}
