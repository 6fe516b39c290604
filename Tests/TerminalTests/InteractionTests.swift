import FoundationEssentials
import Synchronization
import Testing

@testable import Terminal

struct InteractionTests {
  private func prompt(_ answers: [String], canAsk: Bool = true, yes: Bool = false) -> (Prompt, Output) {
    let left = Mutex(answers[...])
    let output = Output()
    let prompt = Prompt(canAsk: canAsk, assumesYes: yes, output: output) { left.withLock { $0.popFirst() } }
    return (prompt, output)
  }

  @Test(
    arguments: [
      (["y"], true), (["YES"], true), (["n"], false), ([""], false), ([], false), (["maybe", "y"], true),
      ([" y "], true),
    ] as [([String], Bool)])
  func confirms(answers: [String], expected: Bool) throws {
    let (prompt, output) = prompt(answers)
    #expect(try prompt.confirm("cancel 12 runs?") == expected)
    #expect(output.contents.hasPrefix("cancel 12 runs? [y/N] "))
  }

  @Test func asksOnlyWhoCanAnswer() throws {
    #expect(try prompt([], canAsk: false, yes: true).0.confirm("go?"))
    let error = #expect(throws: TerminalError.self) { try prompt([], canAsk: false).0.confirm("go?") }
    #expect(error?.code == .noTerminal)
    #expect(error?.hint == "pass --yes to go on without being asked")
    #expect(try prompt(["", "x"]).0.ask("name?", default: "d", flag: "--name") == "d")
    #expect(try prompt(["x"]).0.ask("name?", default: "d", flag: "--name") == "x")
    #expect(throws: TerminalError.self) { try prompt([], canAsk: false).0.ask("name?", default: "d", flag: "--name") }
  }

  @Test func showsProgressOnATerminalAfterAWhile() {
    var state = ProgressState(title: "enqueueing", surface: Surface(isTerminal: true, width: 80), now: .zero)
    #expect(state.update(done: 1, total: 10, now: .milliseconds(499)) == nil)
    #expect(
      state.update(done: 5000, total: 10_000, now: .milliseconds(500))
        == .draw("█████      enqueueing: 5,000 of 10,000 (50%), 5,000/s"))
    #expect(state.update(done: 6, total: 10, now: .milliseconds(550)) == nil)
    #expect(state.update(done: 6, total: nil, now: .milliseconds(2600)) == .draw("enqueueing: 6, 3/s"))
    #expect(state.finish() == .erase)
    #expect(state.finish() == nil)
  }

  @Test func erasesNothingThatWasNotShown() {
    var state = ProgressState(title: "x", surface: Surface(isTerminal: true), now: .zero)
    _ = state.update(done: 1, total: nil, now: .milliseconds(100))
    #expect(state.finish() == nil)
  }

  @Test func logsProgressElsewhere() {
    var state = ProgressState(title: "x", surface: Surface(isTerminal: false), now: .seconds(5))
    #expect(state.update(done: 1, total: 4, now: .seconds(14)) == nil)
    #expect(state.update(done: 2, total: 4, now: .seconds(15)) == .log("x: 2 of 4 (50%), 0/s"))
    #expect(state.update(done: 2, total: 4, now: .seconds(16)) == nil)
    #expect(state.finish() == nil)
  }

  @Test func progressNeverTrapsOrWraps() {
    for (done, total) in [(Int.max, 1), (Int.max, Int.max), (-5, 3), (3, 0), (0, Int.max), (Int.min, 7)] {
      var state = ProgressState(
        title: "a long title for a narrow line", surface: Surface(isTerminal: true, width: 20), now: .zero)
      guard case .draw(let line) = state.update(done: done, total: total, now: .seconds(1)) else {
        Issue.record("nothing drawn")
        continue
      }
      #expect(CellWidth.of(line) < 20)
    }
  }

  @Test func redrawsInPlace() throws {
    let output = Output()
    var region = LiveRegion(surface: Surface(isTerminal: true, width: 80, height: 4), output: output)
    try region.draw(["a", "b"])
    try region.draw(["1", "2", "3", "4", "5"])
    region.finish()
    let text = output.contents
    #expect(
      text.contains(
        "\u{1b}[2Ka\n\u{1b}[2Kb\n\u{1b}[J\u{1b}[2F\u{1b}[2K1\n\u{1b}[2K2\n\u{1b}[2K… 3 more lines\n\u{1b}[J"))
  }

  @Test func writesOneBelowTheOtherElsewhere() throws {
    let output = Output()
    var region = LiveRegion(surface: Surface(isTerminal: false), output: output)
    try region.draw(["a"])
    try region.draw(["b"])
    region.finish()
    #expect(output.contents == "a\nb\n")
  }

  @Test func choosesAPager() {
    let terminal = Surface(isTerminal: true)
    #expect(Pager(surface: terminal, environment: [:]).command == "less -FIRX")
    #expect(Pager(surface: terminal, environment: ["PAGER": "more"]).command == "more")
    #expect(Pager(surface: terminal, environment: ["PAGER": "more", "HATCHET_PAGER": "most"]).command == "most")
    #expect(Pager(surface: terminal, environment: ["PAGER": "more", "HATCHET_PAGER": ""]).command == nil)
    #expect(Pager(surface: terminal, environment: ["PAGER": "cat"]).command == nil)
    #expect(Pager(surface: terminal, environment: [:], isDisabled: true).command == nil)
    #expect(Pager(surface: Surface(isTerminal: false), environment: [:]).command == nil)
  }

  @Test func pagesOnlyWhatIsLong() throws {
    Output.ignoreBrokenPipes()
    let file = FileManager.default.temporaryDirectory.appending(path: "hatchet-pager-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let surface = Surface(isTerminal: true, width: 80, height: 10)
    let pager = Pager(surface: surface, environment: ["HATCHET_PAGER": "cat > '\(file.path)'"])
    let short = Output()
    try pager.page(short) { try $0.writeLine("one") }
    #expect(short.contents == "one\n")
    let long = (0..<20_000).map { "line \($0)\n" }.joined()
    let direct = Output()
    try pager.page(direct) { try $0.write(long) }
    #expect(direct.contents.isEmpty)
    #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == long)
    // A pager that is left early is no error; one that there is not shows the text itself.
    try Pager(surface: surface, environment: ["PAGER": "true"]).page(direct) { try $0.write(long) }
    #expect(direct.contents.isEmpty)
    try Pager(surface: surface, environment: ["PAGER": "exec /nonexistent/pager 2>&-"]).page(direct) {
      try $0.write(long)
    }
    #expect(direct.contents == long)
  }
}
