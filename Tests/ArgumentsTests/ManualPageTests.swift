import Arguments
import Glibc
import Testing

@Suite struct ManualPageTests {
  static let pages = sample.description.manualPages(date: "August 1, 2026")

  @Test func aPageForAllThatIsShown() {
    #expect(
      Set(Self.pages.map(\.file)) == [
        "hatchet.1", "hatchet-step.1", "hatchet-worker.1", "hatchet-worker-drain.1", "hatchet-help.1", "hatchet-runs.1",
        "hatchet-runs-list.1", "hatchet-copy.1", "hatchet-cp.1",
      ])
  }

  /// mdoc(7) has this order, and mandoc warns of any other.
  @Test func theSectionsStandInOrder() throws {
    let page = try #require(Self.pages.first { $0.file == "hatchet-runs-list.1" })
    let sections = page.text.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4) }
    #expect(
      sections == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
      ])
  }

  @Test func allOfTheDeclarationIsThere() throws {
    let page = try #require(Self.pages.first { $0.file == "hatchet-runs-list.1" })
    for line in [
      ".Nm hatchet\\-runs\\-list", ".Nd Runs, newest first", ".Op Fl \\-status Ar STATUS", ".Op Ar WORKFLOW ...",
      ".It Fl \\&s , Fl \\-status Ar STATUS", ".Ss Output options", ".It Ev HATCHET_LIMIT",
      "hatchet runs list \\-\\-json report | jq .", ".Xr hatchet\\-workflow 5",
      "\\-\\-output and \\-\\-json exclude each other.",
    ] { #expect(page.text.contains(line + "\n"), "\(line)") }
    #expect(!page.text.contains("debug"))
    let root = try #require(Self.pages.first { $0.file == "hatchet.1" })
    #expect(root.text.contains(".Ss Look\n.Bl -tag -width Ds\n.It Ic runs\nRead the record.\n"))
  }

  @Test(.enabled("mandoc is not installed") { access("/usr/bin/mandoc", X_OK) == 0 }, arguments: Self.pages)
  func mandocHasNothingToSay(_ page: ManualPage) { #expect(lint(page) == "") }

  /// Text that means something to roff is only text.
  @Test(.enabled("mandoc is not installed") { access("/usr/bin/mandoc", X_OK) == 0 })
  func textIsNeverAMacro() throws {
    struct Odd: Command {
      var a = ""
      static let declaration = Declaration<Self>(".Sh \\fB 'x' \"y\"")
        .discussion(".Bl\n\n'br\n\n  .El\n  \\(bu It's ~ ^ ` é 🪓")
        .option("Sh", \.a, "AR", ".El", .accepting("Fl, Ar \"x\" | ( ) .") { _ in true })
        .option("op", \.a, "|", "'It")
        .example("t odd --Sh '.'", ".Pp")

      func run(_ context: World) async throws {}
    }
    let tree = CommandTree<World, NoOptions>("t", "X", version: "1", [.init(".Sh y", [.command("odd", Odd.self)])])
    for page in tree.description.manualPages(date: "August 1, 2026") { #expect(lint(page) == "", "\(page.text)") }
  }

  private func lint(_ page: ManualPage) -> String {
    var template = Array("/tmp/hatchet-manual-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return "no directory" }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = "\(directory)/\(page.file)"
    guard let file = fopen(path, "w") else { return "no file" }
    fputs(page.text, file)
    fclose(file)
    guard let pipe = popen("mandoc -T lint -W warning '\(path)' 2>&1; rm -r '\(directory)'", "r") else {
      return "no mandoc"
    }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = fread(&bytes, 1, bytes.count, pipe)
    pclose(pipe)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
