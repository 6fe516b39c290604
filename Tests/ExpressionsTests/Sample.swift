import JSON

@testable import Expressions

/// Short forms for tables of expressions.
enum Sample {
  static let input = #"""
    {"size": 250, "region": "eu", "ratio": 1.5, "big": 18446744073709551615, "none": null, "ok": true,
     "tags": ["a", "b"], "meta": {"x": 1, "deep": {"y": "z"}}}
    """#

  static let declarations = Declarations([
    "input": .dyn, "event_key": .string, "count": .int, "names": .list(.string), "flags": .map(.string, .bool),
  ])

  static func values() throws -> [String: ExpressionValue] {
    [
      "input": ExpressionValue(try JSONParser.parse(input)), "event_key": .string("order:created"), "count": .int(3),
      "names": .list([.string("x"), .string("y")]), "flags": ExpressionValue(["on": true]),
    ]
  }

  /// The result as JSON, or the code of the error; what is found when it is checked has a mark.
  static func outcome(_ source: String, limits: ExpressionLimits = .standard) throws -> String {
    let values = try values()
    do throws(ExpressionError) {
      let expression = try Expression(source, variables: declarations, limits: limits)
      do throws(ExpressionError) {
        return JSONWriter.text(try expression.evaluate(values).jsonValue())
      } catch {
        return "error \(error.code.rawValue)"
      }
    } catch {
      return "mistake \(error.code.rawValue)"
    }
  }
}
