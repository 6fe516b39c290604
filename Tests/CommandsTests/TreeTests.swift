import Arguments
import FoundationEssentials
import Terminal
import Testing

@testable import Commands

/// The real tree: what is derived from it is what is committed.
@Suite struct TreeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test func everyDeclarationIsAsItShouldBe() {
    #expect(TreeLint.problems(CommandTree<Session, GlobalOptions>.hatchet) == [])
  }

  @Test(arguments: [(CompletionScript.bash, "hatchet.bash"), (.zsh, "_hatchet"), (.fish, "hatchet.fish")])
  func completionScriptsAreCommitted(shell: CompletionScript, file: String) async throws {
    let result = await CommandResult.of(["completions", shell.rawValue], environment: [:])
    #expect(result.status == 0)
    #expect(result.output == (try text("share/completions/\(file)")), "run share/generate.sh")
  }

  @Test func manualPagesAreCommitted() async throws {
    let folder = try ScratchFolder()
    let result = await CommandResult.of(["help", "--man", folder.path], environment: [:])
    #expect(result.status == 0 && result.errors.isEmpty)
    let written = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let committed = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/man/man1").sorted()
    #expect(written == committed, "run share/generate.sh")
    for page in written where committed.contains(page) {
      #expect(try folder.read(page) == text("man/man1/\(page)"), "\(page): run share/generate.sh")
    }
  }

  @Test func everyVariableIsExplained() async {
    let result = await CommandResult.of(["help", "environment"], environment: [:])
    for name in ["HATCHET_DATABASE_URL", "HATCHET_NAMESPACE", "HATCHET_PAGER", "NO_COLOR", "HATCHET_DATABASE_IDLE"] {
      #expect(result.output.contains(name))
    }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(Self.root)/\(path)")), as: UTF8.self)
  }
}
