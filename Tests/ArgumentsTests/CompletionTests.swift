import Arguments
import Testing

@Suite struct CompletionTests {
  private func complete(_ words: String...) -> Completion { sample.description.completion(of: words) }

  private func values(_ words: String...) -> [String] {
    sample.description.completion(of: words).candidates.map(\.value)
  }

  @Test func commands() {
    #expect(values("") == ["step", "worker", "help", "runs", "copy"])
    #expect(values("r") == ["runs"])
    #expect(values("runs", "") == ["list"])
    #expect(values("runs", "ls") == ["ls"])
    #expect(values("-v", "--database", "x", "runs", "l") == ["list"])
    #expect(values("bogus", "") == [])
    #expect(complete("r").candidates == [.init("runs", "Read the record")])
  }

  @Test func options() {
    #expect(values("worker", "--s") == ["--slots"])
    #expect(values("runs", "list", "--no") == ["--no-pager", "--no-color"])
    #expect(values("runs", "list", "--limit", "3", "--status", "failed", "--l") == [])
    #expect(values("runs", "list", "--status", "failed", "--st") == ["--status"])
    #expect(values("runs", "list", "--deb") == [])
    #expect(values("--v") == ["--verbose", "--version"])
    #expect(values("runs", "list", "--", "--") == [])
  }

  @Test func values() {
    #expect(values("runs", "list", "--status", "f") == ["failed"])
    #expect(values("runs", "list", "-s", "") == Status.allCases.map(\.rawValue))
    #expect(values("runs", "list", "-fs", "q") == ["queued"])
    #expect(values("runs", "list", "--status=f") == ["--status=failed"])
    #expect(values("runs", "list", "--output=js") == ["--output=json", "--output=jsonl"])
    #expect(values("runs", "list", "--limit", "") == [])
  }

  @Test func paths() {
    #expect(complete("copy", "").paths == .files)
    #expect(complete("worker", "a", "").paths == .files)
    #expect(complete("step", "a", "--", "").paths == .files)
    #expect(complete("help", "--man", "").paths == .directories)
    #expect(complete("runs", "list", "").paths == .none)
  }

  @Test func liveNames() async {
    #expect(complete("runs", "list", "re").live == .init(kind: "workflow", prefix: "re"))
    #expect(complete("worker", "drain", "").live == .init(kind: "worker", prefix: ""))
    #expect(complete("worker", "drain", "w1", "").live == nil)
    var completion = complete("runs", "list", "re")
    completion.add([.init("report", "Nightly"), .init("import")])
    #expect(completion.candidates == [.init("report", "Nightly")])
    let whole = await sample.description.completion(of: ["runs", "list", "re"]) { [.init("\($0.prefix)\($0.kind)")] }
    #expect(whole.candidates == [.init("reworkflow")])
  }

  @Test func help() {
    #expect(
      values("help", "") == ["step", "worker", "help", "runs", "copy", "formatting", "environment", "exit-codes"])
    #expect(values("help", "runs", "") == ["list"])
    #expect(values("help", "for") == ["formatting"])
  }

  @Test func theTextIsForScripts() {
    #expect(complete("worker", "d").text == "files\ndrain\tLet a worker finish what it has and stop\n")
    var odd = complete("runs", "list", "")
    odd.add([.init("a\nb"), .init("c", "x\ty\nz")])
    #expect(odd.text == "none\nc\txyz\n")
  }
}
