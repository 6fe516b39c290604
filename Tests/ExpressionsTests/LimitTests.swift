import JSON
import Testing

@testable import Expressions

/// No expression hangs, crashes, or takes all memory.
@Suite struct LimitTests {
  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test(arguments: [
    ("(((((1)))))", 160, "(", ")", "mistake limit"), ("", 400, "[", "]", "mistake limit"),
    ("true", 60_000, "!", "", "true"),
    ("1", 60_000, "-", "", "1"), ("1", 150, "(", ")", "1"), ("1", 200, "1+", "", "mistake limit"),
    ("true", 5000, "true && ", "", "true"), ("1", 400, "true ? 1 : ", "", "mistake limit"),
    ("1", 60_000, "(", "", "mistake limit"),
    ("input", 150, "", ".x", "error noSuchKey"), ("input", 400, "", ".x", "mistake limit"),
    ("1", 70_000, "1+", "", "mistake limit"),
  ])
  func depth(middle: String, count: Int, before: String, after: String, expected: String) throws {
    let source = Self.repeated(before, count) + middle + Self.repeated(after, count)
    #expect(try Sample.outcome(source) == expected)
  }

  @Test(arguments: [
    "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))",
    // Nothing absorbs it.
    "true || lists.range(1000).all(a, lists.range(1000).all(b, a == a)) || true ? lists.range(2000000) : []",
    "lists.range(1000).exists(a, lists.range(10000).exists(b, b < 0)) || true", "lists.range(9223372036854775807)",
    "lists.range(3000).map(x, [x]).distinct().size()", "'%s'.format([lists.range(990000)]).size() == 0",
    "'a'.replace('a', '\("0123456789" + "0123456789")').size() == 0 || lists.range(1048577).size() > 0",
  ])
  func steps(source: String) throws {
    #expect(try Sample.outcome(source) == "error limit")
  }

  /// A text that doubles, and a list that holds itself twice, sixty times.
  @Test func sizesThatDouble() throws {
    var (text, list) = ("x", "x")
    for _ in 0..<60 {
      text = "cel.bind(x, x + x, \(text))"
      list = "cel.bind(x, [x, x], \(list))"
    }
    #expect(try Sample.outcome("cel.bind(x, 'aaaaaaaa', \(text))") == "error limit")
    #expect(try Sample.outcome("cel.bind(x, [1], \(list))") == "error limit")
    #expect(try Sample.outcome("cel.bind(x, [1], \(list) == [])") == "false")
    #expect(try Sample.outcome("cel.bind(x, [1], cel.bind(y, \(list), y == y))") == "error limit")
    #expect(try Sample.outcome("cel.bind(x, [1], '%s'.format([\(list)]))") == "error limit")
    #expect(try Sample.outcome("cel.bind(x, [1], \(list).flatten(99).size())") == "error limit")
  }

  @Test func limitsCanBeSmaller() throws {
    #expect(try Sample.outcome("1 + 1", limits: ExpressionLimits(steps: 2)) == "error limit")
    #expect(try Sample.outcome("1 + 1", limits: ExpressionLimits(steps: 3)) == "2")
    #expect(try Sample.outcome("'ab' + 'c'", limits: ExpressionLimits(size: 2)) == "error limit")
    #expect(try Sample.outcome("1 + 1", limits: ExpressionLimits(source: 4)) == "mistake limit")
    #expect(try Sample.outcome("1 + 1", limits: ExpressionLimits(depth: 1)) == "mistake limit")
  }

  /// Patterns that take others ages: all are followed at once.
  @Test(arguments: ["(a*)*b", "(a|aa)*b", "(a?){500}a{500}b", "(.*)(.*)(.*)(.*)(.*)c", "((((|)|)|)|)*z"])
  func patterns(pattern: String) throws {
    let text = Self.repeated("a", 5000)
    let outcome = try Sample.outcome("'\(text)'.matches('\(pattern)')")
    #expect(outcome == "false" || outcome == "error limit")
  }

  /// Values as deep as a document may be.
  @Test func deepData() throws {
    let json = try JSONParser.parse(Self.repeated("[", 500) + Self.repeated("]", 500))
    let expression = try Expression("x == x && '%s'.format([x]).size() == 1000", variables: ["x": .dyn])
    #expect(try expression.evaluateBool(["x": ExpressionValue(json)]))
  }
}
