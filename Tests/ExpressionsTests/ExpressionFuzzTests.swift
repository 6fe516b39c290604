import JSON
import TestRandom
import Testing

@testable import Expressions

/// Whatever is thrown at it, it answers, and within its bound.
@Suite struct ExpressionFuzzTests {
  private static let limits = ExpressionLimits(steps: 20_000, size: 10_000)

  private static let tokens = [
    "input", "event_key", "count", "names", "flags", "x", "y", ".", ",", "(", ")", "[", "]", "{", "}", "?", ":", "+",
    "-", "*", "/",
    "%", "!", "&&", "||", "==", "!=", "<", "<=", ">", "in", "true", "null", "1", "0", "2u", "1.5",
    "9223372036854775807", "'a'",
    "\"b\"", "b'c'", "r'\\'", "'''q'''", ".?size", "[?", "has(", "size(", ".map(x,", ".all(x,", ".exists(x, y,",
    ".filter(x,", "cel.bind(x,",
    ".matches('", ".format([", "timestamp(", "duration('", ".substring(", ".replace(", ".split(", "optional.of(",
    ".orValue(", "`a`", "#", "é",
    "\n", "//", "'", "\\", "0x", "1e", "lists.range(", ".transformMap(x, y,", "math.greatest(", ".sort()", ".flatten()",
    ".join(",
  ]

  /// Compiles and evaluates, checked or not: what comes of it does not matter.
  private func tries(_ source: String, _ values: [String: ExpressionValue]) -> Bool {
    var isEvaluated = false
    for isChecked in [true, false] {
      do throws(ExpressionError) {
        let expression = try Expression(
          source, variables: Sample.declarations, limits: Self.limits, isChecked: isChecked)
        isEvaluated = true
        _ = try expression.evaluate(values).jsonValue()
      } catch {
        #expect(
          error.line >= 1 && error.column >= 1 && error.length >= 1 && error.offset <= source.utf8.count, "\(source)")
        _ = error.excerpt(of: source)
      }
    }
    return isEvaluated
  }

  @Test(arguments: 0..<8) func tokenSoup(seed: UInt64) throws {
    var random = Dice(seed: seed)
    let values = try Sample.values()
    for _ in 0..<1000 {
      let count = Int.random(in: 1...24, using: &random)
      let source = (0..<count).map { _ in Self.tokens.randomElement(using: &random) ?? "" }
        .joined(separator: Bool.random(using: &random) ? "" : " ")
      _ = tries(source, values)
    }
  }

  @Test(arguments: 0..<8) func validTrees(seed: UInt64) throws {
    var writer = RandomExpression(seed: seed)
    let values = try Sample.values()
    var evaluated = 0
    for _ in 0..<250 {
      let source = writer.next()
      if tries(source, values) { evaluated += 1 }
    }
    // All of them are grammatical, so unchecked all of them run.
    #expect(evaluated == 250)
  }

  @Test(arguments: 0..<4) func patterns(seed: UInt64) {
    var random = Dice(seed: seed)
    let parts = [
      "a", "b", ".", "*", "+", "?", "(", ")", "|", "[", "]", "^", "$", "\\", "\\d", "\\pL", "{2}", "{1,", "}", "(?i)",
      "(?:", "[^", "-", "é", "\\Q",
      "\\E", "\\b", "[[:alpha:]]", "\\x{41}", ":]",
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 1...12, using: &random)
      let source = (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      var budget = Budget(Self.limits)
      _ = try? Pattern(source).matches("aab é1\nb", &budget)
    }
  }
}

/// Writes expressions that are grammatical, and some that make sense.
private struct RandomExpression {
  private var random: Dice

  init(seed: UInt64) { random = Dice(seed: seed) }

  mutating func next() -> String { expression(5) }

  private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "1" }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else {
      return pick([
        "1", "-1", "0", "3u", "1.5", "true", "null", "'a'", "'%s %d'", "b'x'", "[]", "{}", "input", "event_key",
        "count", "names", "x",
        "duration('1s')", "timestamp(0)", "optional.none()", "9223372036854775807", "int", "-9223372036854775808",
      ])
    }
    let (a, b) = (expression(depth - 1), expression(depth - Int.random(in: 1...depth, using: &random)))
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return "(\(a)) \(pick(["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "in", "&&", "||"])) (\(b))"
    case 2: return "(\(a)).\(pick(["size", "meta", "?tags", "`a`"]))"
    case 3: return "(\(a))[\(pick(["", "?"]))\(b)]"
    case 4: return "[\(pick(["", "?"]))\(a), \(b)]"
    case 5: return "{\(a): \(b)}"
    case 6: return "(\(a)).\(pick(["all", "exists", "exists_one", "filter", "map", "sortBy", "optMap"]))(x, \(b))"
    case 7: return "(\(a)).\(pick(["transformList", "transformMap", "transformMapEntry", "map"]))(x, y, \(b))"
    case 8: return "(\(a)) ? (\(b)) : (\(expression(depth - 1)))"
    case 9: return "cel.bind(x, \(a), \(b))"
    case 10:
      let name = pick([
        "size", "string", "int", "type", "dyn", "math.greatest", "lists.range", "optional.of", "checksum", "bool",
        "double",
      ])
      return "\(name)(\(a))"
    default:
      let name = pick([
        "contains", "indexOf", "split", "format", "matches", "join", "charAt", "or", "orValue", "flatten", "getHours",
        "substring", "lastIndexOf",
      ])
      return "(\(a)).\(name)(\(b))"
    }
  }
}
