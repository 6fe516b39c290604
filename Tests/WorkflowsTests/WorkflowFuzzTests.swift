import TestRandom
import Testing
import Workflows
import YAML

@Suite struct WorkflowFuzzTests {
  /// Values of every kind in every place: each file is read or refused, and each error points into it.
  @Test(arguments: 0..<8 as Range<UInt64>) func noFileTraps(seed: UInt64) {
    var random = Dice(seed: seed)
    let lines = SupportedKeysTests.whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<100 {
      var mutated = lines
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<mutated.count, using: &random)
        mutated[place] = mutate(mutated[place], &random)
      }
      let source = SourceText(mutated.joined(separator: "\n"), file: "w.yaml")
      do throws(WorkflowErrors) {
        let workflows = try Workflow.parse(source, directory: nil, support: .all)
        #expect(!workflows.isEmpty)
        for workflow in workflows { #expect(workflow.checksum.utf8.count == 64) }
      } catch {
        #expect(!error.errors.isEmpty && error.errors.count <= WorkflowErrors.limit)
        for error in error.errors {
          #expect(error.line >= 1 && error.line <= source.bytes.count { $0 == 0x0A } + 2)
          let quoted = source.line(error.line).unicodeScalars
          #expect(error.column >= 1 && error.column <= quoted.count + 1)
          #expect(error.excerpt.column + error.excerpt.length <= error.excerpt.text.unicodeScalars.count + 2)
        }
      }
    }
  }

  private func mutate(_ line: String, _ random: inout Dice) -> String {
    let values = [
      "", "~", "[]", "{}", "[[]]", "{a: b}", "-1", "1e999", "99999999999999999999", "true", "''", "\"\\0\"", "é",
      "[~, 1, {}, []]", "{~: ~}", "? [a] : b", ".nan", "&a [*a]", "5m", "{<<: {run: x}}",
    ]
    guard let colon = line.firstIndex(of: ":") else { return line + random.pick(values) }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return line[...colon] + " " + random.pick(values)
    case 1: return String(line[..<colon]) + "x" + line[colon...]
    case 2: return line + "\n" + line
    case 3: return line.replacing(": ", with: ": " + random.pick(values), maxReplacements: 1)
    default: return String(line.unicodeScalars.dropLast(Int.random(in: 0...line.unicodeScalars.count, using: &random)))
    }
  }

  @Test func whoMakesManyMistakesHearsOfTheFirstHundred() throws {
    let text = "name: w\ntasks: {a: {run: x}}\n" + (0..<10_000).map { "k\($0): 1\n" }.joined()
    let error = #expect(throws: WorkflowErrors.self) { try Workflow.parse(text.utf8, file: "w", directory: nil) }
    #expect(error?.errors.map(\.line) == Array(3...102))
  }

  @Test func aMistakeInASharedPartIsReportedOnce() {
    let tasks = (0..<10).map { "  t\($0): {<<: *usual}\n" }.joined()
    let text = "name: w\ntasks:\n  first: &usual {run: x, retries: lots}\n" + tasks
    let error = #expect(throws: WorkflowErrors.self) { try Workflow.parse(text.utf8, file: "w", directory: nil) }
    #expect(error?.errors.map(\.description) == ["w:3:35: 'retries' must be a whole number, not text"])
  }

  @Test func whatIsQuotedDoesNothingToATerminal() {
    let text = "name: w\ntasks: {a: {run: x}}\n\"\\e[2J\\n\(String(repeating: "k", count: 1000))\": 1\n"
    let error = #expect(throws: WorkflowErrors.self) { try Workflow.parse(text.utf8, file: "w", directory: nil) }
    let message = error?.errors.first?.message ?? ""
    #expect(message.hasPrefix("unknown key '\u{FFFD}[2J\u{FFFD}kk") && message.hasSuffix("kk' in a workflow"))
    #expect(message.unicodeScalars.count == 201)
  }

  @Test func ofALongLineThePartThatMattersIsShown() throws {
    let long = String(repeating: "é", count: 300)
    let text = "{name: w, description: '\(long)', foo: bar, tasks: {a: {run: '\(long)'}}}"
    let error = #expect(throws: WorkflowErrors.self) { try Workflow.parse(text.utf8, file: "w", directory: nil) }
    let excerpt = try #require(error?.errors.first?.excerpt)
    #expect(error?.errors.first?.column == 328)
    #expect(excerpt.text.unicodeScalars.count == 400)
    let marked = excerpt.text.unicodeScalars.dropFirst(excerpt.column - 1).prefix(excerpt.length)
    #expect(String(String.UnicodeScalarView(marked)) == "foo")
  }
}
