import Glibc
import TestRandom
import Testing

@testable import Console

@Suite struct HistoryTests {
  @Test func dropsDuplicatesBlanksAndSecrets() {
    var history = History()
    #expect(history.add("a") == [])
    #expect(history.add("b") == [])
    #expect(history.add("a") == [0])
    #expect(history.add("") == nil)
    #expect(history.add(" secret") == nil)
    #expect(history.entries == ["b", "a"])
  }

  /// Whoever follows the removals has the same list.
  @Test func tellsWhatItRemoved() {
    var history = History(capacity: 50)
    var copy: [String] = []
    var random = Dice(seed: 5)
    for _ in 0..<3000 {
      let entry = "\(Int.random(in: 0..<70, using: &random))"
      guard let removals = history.add(entry) else { continue }
      for index in removals { copy.remove(at: index) }
      copy.append(entry)
    }
    #expect(copy == history.entries)
    #expect(copy.count == 50)
  }

  @Test func keepsEntriesOfSeveralLinesWhole() {
    var history = History()
    _ = history.add("select 1,\n  2;")
    _ = history.add("runs list")
    #expect(history.text == "select 1,\u{1}  2;\nruns list\n")
    #expect(History(decoding: history.text) == history)
  }

  @Test func readsTheLastOfEqualEntriesAndNoMoreThanTheLimit() {
    #expect(History(decoding: "a\nb\na\n\n hidden\n").entries == ["b", "a"])
    let many = History(decoding: (0..<(History.limit + 5)).map { "\($0)\n" }.joined())
    #expect(many.entries.count == History.limit)
    #expect(many.entries.first == "5")
  }

  @Test(arguments: [
    (["HATCHET_HISTORY": "/x", "HOME": "/h"], "/x"), (["HATCHET_HISTORY": "", "HOME": "/h"], nil),
    (["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/hatchet/history"),
    (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/hatchet/history"), ([:], nil),
  ])
  func findsItsFile(_ environment: [String: String], _ path: String?) {
    #expect(HistoryFile(environment: environment)?.path == path)
  }

  @Test func appendsToAPrivateFile() throws {
    let directory = try Scratch()
    let file = HistoryFile(path: directory.path + "/a/b/history")
    #expect(file.load() == History())
    file.append("one")
    file.append("two\nlines")
    #expect(file.load().entries == ["one", "two\nlines"])
    var status = stat()
    #expect(stat(file.path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(stat(directory.path + "/a/b", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func closesAFileThatOthersMayRead() throws {
    let directory = try Scratch()
    let path = try directory.write("history", "one\n")
    chmod(path, 0o644)
    #expect(HistoryFile(path: path).load().entries == ["one"])
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func cutsAFileThatHasGrown() throws {
    let directory = try Scratch()
    let path = try directory.write("history", (0..<(History.limit * 2)).map { "\($0)\n" }.joined())
    let history = HistoryFile(path: path).load()
    #expect(history.entries.count == History.limit)
    #expect(try directory.read("history") == history.text)
    #expect(try directory.names() == ["history"])
  }

  @Test func livesWithoutAFile() throws {
    let directory = try Scratch()
    let file = HistoryFile(path: directory.path)
    file.append("one")
    #expect(file.load() == History())
  }
}
