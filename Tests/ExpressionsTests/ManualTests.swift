import FoundationEssentials
import Testing

@testable import Expressions

/// hatchet-expressions(7) names all that there is.
@Suite struct ManualTests {
  private let manual: String

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    manual = try String(
      contentsOf: root.appending(path: "man/man7/hatchet-expressions.7"), encoding: .utf8)
  }

  @Test func everyFunctionIsThere() {
    for function in FunctionTable.all {
      let names =
        function.isMethod
        ? ["s", "l", "t", "o"].map { "\($0).\(function.name)" } : ["s.", ""].map { $0 + function.name }
      let isNamed = names.contains { manual.contains(".Fn \($0) ") || manual.contains(".Fn \($0)\n") }
      #expect(isNamed, "\(function.name) is missing")
    }
  }

  @Test func everyMacroIsThere() {
    for macro in Compiler.macros { #expect(manual.contains(".\(macro)(") || manual.contains(".\(macro) "), "\(macro)") }
  }

  @Test func theLimitsAreThoseThatHold() {
    #expect(
      ExpressionLimits.standard == ExpressionLimits(source: 65_536, depth: 160, steps: 1_000_000, size: 1_048_576))
    for limit in ["65,536 bytes", "160 operations", "a million steps", "1,048,576 bytes"] {
      #expect(manual.contains(limit), "\(limit)")
    }
  }
}
