import JSON
import Testing

@testable import Expressions

/// Mistakes are found before there is data, and where they are.
@Suite struct CheckTests {
  private func mistake(
    _ source: String, result: ExpressionType? = nil, variables: Declarations = Sample.declarations
  ) -> ExpressionError? {
    do throws(ExpressionError) {
      _ = try Expression(source, variables: variables, result: result)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("inptu.size > 1", "unknown variable 'inptu'", 1, 5, "did you mean 'input'?"),
    ("input.size > 1 &&\n  foo(1)", "unknown function 'foo'", 3, 3, nil),
    ("event_key.startWith('a')", "unknown function 'startWith'", 11, 9, "did you mean 'startsWith'?"),
    (
      "startsWith(event_key, 'a')", "unknown function 'startsWith'", 1, 10, "it is called on a value: x.startsWith(...)"
    ),
    ("math.max(1, 2)", "unknown function 'math.max'", 1, 8, nil),
    ("math.abss(1)", "unknown function 'math.abss'", 1, 9, "did you mean 'math.abs'?"),
    ("event_key + 1", "no matching overload for '+' applied to (string, int)", 11, 1, nil),
    ("count.x", "type 'int' does not support field selection", 7, 1, nil),
    ("count && true", "no matching overload for '&&' applied to (int)", 1, 5, nil),
    ("names.all(n, n + 'a')", "the condition must be a 'bool', not a 'string'", 14, 7, nil),
    ("names.all(n.x, true)", "the argument must be a simple name", 11, 3, nil),
    ("names[0] == 1", "no matching overload for '==' applied to (string, int)", 10, 2, nil),
    ("event_key.matches('(')", "invalid pattern: a ')' is missing", 11, 7, nil),
    ("'a", "the text has no end", 1, 2, "a closing quote is missing"),
    ("1 +", "expected a value, not the end", 4, 1, nil),
    ("(1", "expected ')', not the end", 3, 1, nil), ("a b", "unexpected 'b'", 3, 1, nil),
    ("1 # 2", "unexpected character '#'", 3, 1, nil),
    ("'\\q'", "invalid escape sequence", 2, 2, "a backslash stands for itself in r'...', or if it is doubled"),
    ("for", "'for' is a reserved word", 1, 3, nil),
    ("has(input)", "has() takes a field", 5, 5, "such as has(input.size)"),
    ("Foo{a: 1}", "unknown message type 'Foo'", 1, 9, nil), ("'é' + x", "unknown variable 'x'", 7, 1, nil),
    // What other languages write.
    ("input.a = 1", "unexpected character '='", 9, 1, "did you mean `==`?"),
    ("input.a === 1", "unexpected character '='", 11, 1, "did you mean `==`?"),
    ("input.a !== 1", "unexpected character '='", 11, 1, "did you mean `!=`?"),
    ("input.a <> 1", "unexpected '<>'", 9, 2, "did you mean `!=`?"),
    ("input.a & input.b", "unexpected character '&'", 9, 1, "did you mean `&&`?"),
    ("input.a | input.b", "unexpected character '|'", 9, 1, "did you mean `||`?"),
    ("input.a and input.b", "unexpected 'and'", 9, 3, "did you mean `&&`?"),
    ("(input.a OR input.b)", "unexpected 'OR'", 10, 2, "did you mean `||`?"),
    ("[1, count or 2]", "unexpected 'or'", 11, 2, "did you mean `||`?"),
    ("not input.a", "unexpected 'not'", 1, 3, "did you mean `!`?"),
    ("true && not input.a", "unexpected 'not'", 9, 3, "did you mean `!`?"),
    ("not (input.a)", "unknown function 'not'", 1, 3, "did you mean `!`?"),
    ("1 not in [1]", "unexpected 'not'", 3, 3, "it is written before: `!(x in y)`"),
    ("true ? 1 : 'a'", "no matching overload for '?:' applied to (bool, int, string)", 1, 14, nil),
  ])
  func mistakes(source: String, message: String, column: Int, length: Int, hint: String?) throws {
    let error = try #require(mistake(source), "\(source)")
    #expect(error.message == message)
    #expect(error.column == column && error.length == length, "\(source): \(error.column), \(error.length)")
    #expect(error.hint == hint || (hint == nil && error.hint?.hasPrefix("did you mean") != true))
  }

  /// A name is a name where it can be one.
  @Test func wordsOfOtherLanguagesMayBeNames() throws {
    for source in ["and && or", "input.and == input.not", "not"] {
      #expect(mistake(source, variables: ["and": .bool, "or": .bool, "not": .bool, "input": .dyn]) == nil, "\(source)")
    }
  }

  @Test func placesAreInLines() throws {
    let source = "input.size > 1 &&\n  inptu.x"
    let error = try #require(mistake(source))
    #expect(error.line == 2 && error.column == 3 && error.offset == 20)
    #expect(error.excerpt(of: source) == ("  inptu.x", 3))
    let long = String(repeating: " ", count: 500) + "inptu" + String(repeating: " ", count: 500)
    let (text, column) = try #require(mistake(long)).excerpt(of: long)
    #expect(text.count == 100 && text.dropFirst(column - 1).hasPrefix("inptu"))
  }

  @Test(arguments: [
    ("input.x", nil), ("count > 1", nil), ("count", "the result must be 'bool', not 'int'"),
    ("names.map(n, n)", "the result must be 'bool', not 'list(string)'"), ("flags.x", nil),
    ("{'a': [1]}", "the result must be 'bool', not 'map(string, list(int))'"),
    ("optional.none()", "the result must be 'bool', not 'optional(dyn)'"),
  ])
  func theResultHasAType(source: String, message: String?) {
    #expect(mistake(source, result: .bool)?.message == message)
  }

  @Test func whatIsNotKnownIsToldByTheValue() throws {
    let expression = try Expression("input", variables: ["input": .dyn], result: .string)
    #expect(throws: ExpressionError.self) { try expression.evaluate(["input": .int(1)]) }
    #expect(try expression.evaluate(["input": .string("a")]).jsonValue() == "a")
    let condition = try Expression("input", variables: ["input": .dyn])
    #expect(throws: ExpressionError.self) { try condition.evaluateBool(["input": .int(1)]) }
    #expect(try condition.evaluateBool(["input": .bool(true)]))
  }

  @Test func theVariablesThatAreReadAreKnown() throws {
    let expression = try Expression("input.a && names.all(event_key, event_key == 'x')", variables: Sample.declarations)
    #expect(expression.referencedVariables == ["input", "names"])
    #expect(try Expression("true", variables: Sample.declarations).referencedVariables == [])
    var asked: [String] = []
    _ = try? expression.evaluate { name in
      asked.append(name)
      return nil
    }
    #expect(asked.sorted() == ["input", "names"])
  }

  @Test func namesWithDotsComeFirst() throws {
    let variables: Declarations = ["a.b": .string, "a": .dyn]
    let values: [String: ExpressionValue] = ["a.b": .string("dotted"), "a": ExpressionValue(["b": "field", "c": 1])]
    #expect(try Expression("a.b", variables: variables).evaluate(values).jsonValue() == "dotted")
    #expect(try Expression("(a).b", variables: variables).evaluate(values).jsonValue() == "dotted")
    #expect(try Expression("a.c", variables: variables).evaluate(values).jsonValue() == 1)
    #expect(try Expression("[1].map(a, .a.c)", variables: variables).evaluate(values).jsonValue() == [1])
  }

  @Test func expressionsAreComparedByWhatTheySay() throws {
    let one = try Expression("1 == 1", variables: [:])
    #expect(try one == Expression("1 == 1", variables: [:]))
    #expect(try one != Expression("1 == 1", variables: ["a": .int]))
    #expect(try Set([one, Expression("1==1", variables: [:])]).count == 2)
  }
}
