import Arguments
import TestRandom
import Testing

/// Whatever the words are: an outcome, no trap, and the same one again.
@Suite struct FuzzTests {
  static let vocabulary = [
    "runs", "list", "ls", "step", "worker", "drain", "copy", "cp", "secret", "help", "environment", "formatting", "--",
    "-", "", "--status", "--status=failed", "-s", "-sfailed", "-s=", "--limit", "5", "-5", "-L", "99999999999999999999",
    "--no-pager", "--pager=", "--json", "-o", "json", "--output=csv", "--after", "1h", "-v", "-vvv", "-fvL3",
    "--no-color",
    "--database", "--database=", "--help", "-h", "--version", "--no-", "--=", "---", "-=", "-é", "--é=\u{301}",
    "\u{301}",
    "-\u{301}x", "--dump", "--man", "__complete", "🪓", "\u{0}", "a b", "'", "--retries", "--at", "--in", "--label",
    "k=v",
    "\u{200D}", "-\u{1F1E8}\u{1F1ED}", "--status\u{301}=x",
  ]

  @Test(arguments: 0..<16)
  func nothingTraps(_ seed: UInt64) {
    var random = Dice(seed: seed)
    let odd: [Unicode.Scalar] = ["-", "=", "a", "s", "\u{0}", "\u{301}", "é", "🪓", " ", "\n", "\u{FFFD}"]
    for _ in 0..<300 {
      let words = (0..<Int.random(in: 0...8, using: &random)).map { _ -> String in
        guard Int.random(in: 0..<8, using: &random) == 0 else {
          return Self.vocabulary.randomElement(using: &random) ?? ""
        }
        var word = ""
        for _ in 0..<Int.random(in: 0...6, using: &random) {
          word.unicodeScalars.append(odd.randomElement(using: &random) ?? "x")
        }
        return word
      }
      let outcome = sample.parse(words)
      #expect(outcome.summary == sample.parse(words).summary, "\(words)")
      if case .failure(let error) = outcome { #expect(!error.message.isEmpty && !error.message.hasSuffix(".")) }
      if case .help(let page) = outcome { #expect(!page.text(width: Int.random(in: -1...200, using: &random)).isEmpty) }
      #expect(sample.description.completion(of: words).text.hasSuffix("\n"))
      _ = sample.globals(in: words)
    }
  }

  @Test func aVeryLongLineIsNoProblem() {
    let many = Array(repeating: "-f", count: 20_000)
    guard case .run = sample.parse(["runs", "list"] + many) else { return #expect(Bool(false)) }
    guard case .run = sample.parse(["runs", "list"] + Array(repeating: "w", count: 20_000)) else {
      return #expect(Bool(false))
    }
    #expect(sample.parse(["--" + String(repeating: "x", count: 200_000)]).isFailure)
  }
}

extension ParseOutcome {
  /// Without what has no order.
  fileprivate var summary: String {
    guard case .run(let invocation) = self else { return String(describing: self) }
    return "\(invocation.path) \(invocation.command) \(invocation.globals) \(invocation.warnings)"
  }

  fileprivate var isFailure: Bool { if case .failure = self { true } else { false } }
}
