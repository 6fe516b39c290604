import Arguments
import Testing

@testable import Console

@Suite struct LineCompletionTests {
  struct Runs: Command {
    var status: String?
    var files: [String] = []
    static let declaration = Declaration<Self>("Runs, newest first")
      .option(
        "status", \.status, "STATUS", "Only these",
        .completing(.choices([Choice("failed", "broken"), Choice("queued")]))
      )
      .option("input", \.status, "FILE", "From a file", .completing(.files))
      .positional("FILE", \.files, "Files", .completing(.files))
    func run(_ context: Void) async throws {}
  }

  private static let tree = CommandTree<Void, NoOptions>(
    "hatchet", "Test", version: "1",
    [.init("all", [.command("runs", Runs.self), .command("replay", Runs.self), .command("inspect", Runs.self)])])

  private func complete(_ line: String) -> LineCompletion {
    let description = Self.tree.description
    return LineCompletion(line) { description.completion(of: $0) }
  }

  @Test(arguments: [
    ("in", "", ["inspect"]), ("r", "", ["replay", "runs"]), ("  r", "  ", ["replay", "runs"]), ("x", "", []),
    ("hatchet in", "hatchet ", ["inspect"]), ("runs --st", "runs ", ["--status"]),
    ("runs --status ", "runs --status ", ["failed", "queued"]), ("runs --status f", "runs --status ", ["failed"]),
    ("runs --status=q", "runs ", ["--status=queued"]), ("runs 'a b' --status 'f", "runs 'a b' --status ", ["'failed'"]),
    ("runs --status \"f", "runs --status ", ["\"failed\""]), ("echo x\nin", "echo x\n", ["inspect"]),
    ("\\t", "", ["\\timing"]), ("select f", "select f", []), ("runs # --st", "runs # --st", []),
    ("\\timing o", "\\timing ", []), ("\\nothing x", "\\nothing x", []),
  ])
  func completes(_ line: String, _ head: String, _ insertions: [String]) {
    let completion = complete(line)
    #expect(completion.candidates.map(\.insertion) == insertions)
    if !insertions.isEmpty { #expect(completion.head == head) }
  }

  @Test func showsSummaries() {
    let candidates = complete("runs --status ").candidates
    #expect(candidates.map(\.shown) == ["failed", "queued"])
    #expect(candidates.map(\.summary) == ["broken", ""])
  }

  @Test func offersAllMetaCommandsAfterABackslash() {
    #expect(complete("\\").candidates.map(\.shown) == MetaCommand.all.map { "\\" + $0.name })
  }

  @Test func offersPathsAsTheWordIsQuoted() throws {
    let directory = try Scratch()
    try directory.write("my file", "")
    try directory.write("mine", "")
    try directory.write(".hidden", "")
    directory.directory("my place")
    let path = directory.path + "/"
    func insertions(_ line: String) -> [String] { complete(line).candidates.map(\.insertion) }
    #expect(insertions("runs \(path)my") == ["\(path)my\\ file", "\(path)my\\ place/"])
    #expect(insertions("runs '\(path)my p") == ["'\(path)my place/"])
    #expect(insertions("runs \"\(path)mi") == ["\"\(path)mine\""])
    #expect(insertions("runs \(path).") == ["\(path).hidden"])
    #expect(insertions("runs --input=\(path)mi") == ["--input=\(path)mine"])
    #expect(insertions("runs --input @\(path)mi") == ["@\(path)mine"])
    #expect(insertions("\\i \(path)mi") == ["\(path)mine"])
    #expect(insertions("runs /nowhere/at/all/") == [])
    let completion = complete("runs \(path)m")
    #expect(completion.candidates.map(\.shown) == ["mine", "my file", "my place/"])
    #expect(completion.candidates.map(\.isPartial) == [false, false, true])
    #expect(completion.common == "\(path)m")
    #expect(complete("runs \(path)my").common == "\(path)my\\ ")
  }

  /// What all have in common never ends within an escaped character.
  @Test func cutsNoEscapeInHalf() {
    var completion = complete("")
    completion.candidates = ["a\\ b", "a\\'b"].map { LineCompletion.Candidate(insertion: $0, shown: $0) }
    #expect(completion.common == "a")
    completion.candidates = ["a\\\\b", "a\\\\c"].map { LineCompletion.Candidate(insertion: $0, shown: $0) }
    #expect(completion.common == "a\\\\")
  }

  @Test func listsInColumnsOrWithSummaries() {
    func lines(_ names: [(String, String)], _ width: Int, _ height: Int = 24) -> [String] {
      CompletionList.lines(
        names.map { LineCompletion.Candidate(insertion: $0.0, shown: $0.0, summary: $0.1) }, width: width,
        height: height)
    }
    #expect(lines([("a", ""), ("bbb", ""), ("c", "")], 10) == ["a    c", "bbb"])
    #expect(lines([("a", "one"), ("bbb", ""), ("c", "a long summary")], 12) == ["a    one", "bbb", "c    a lon…"])
    let many = lines((0..<50).map { ("\($0)", "x") }, 80, 10)
    #expect(many.count == 8)
    #expect(many.last == "… and 43 more lines: type some more, then Tab again")
  }
}
