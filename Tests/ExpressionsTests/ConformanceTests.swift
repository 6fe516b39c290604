import FoundationEssentials
import JSON
import Testing

@testable import Expressions

/// The standard's own cases, without those that need protocol buffers.
@Suite struct ConformanceTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases").path

  static let files: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  /// `file/section/name` of cases that fail, and must: a case that does not pass because it is wrong.
  static let exceptions: Set<String> = [
    // Wants a backslash of `b""" ? """`, which has none: `\?` is an escape of the file that the case was taken from.
    "parse.json/bytes_literals/triple_double_quoted_unescaped_punctuation"
  ]

  private static func cases(_ file: String) throws -> [ExpressionCase] {
    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
    let all = try #require(try JSONParser.parse(data).array)
    return try all.map { try #require(ExpressionCase($0), "\(file): \($0)") }
  }

  @Test(arguments: files) func casesPass(file: String) throws {
    for test in try Self.cases(file) {
      let outcome = test.run()
      let path = "\(file)/\(test.section ?? "")/\(test.name)"
      #expect(outcome.passed != Self.exceptions.contains(path), "\(path): \(test.expression) gave \(outcome.got)")
    }
  }

  /// So that a file that is not found is not taken for one that passes.
  @Test func allAreThere() throws {
    #expect(Self.files.count == 19)
    #expect(try Self.files.reduce(0) { try $0 + Self.cases($1).count } == 1092)
  }
}
