import ChildProcess
import FoundationEssentials
import Testing

/// README.md promises nothing that does not work.
@Suite struct TourTests {
  static let readme = Result { try String(contentsOfFile: BuiltProgram.root + "/README.md", encoding: .utf8) }

  /// The commands of the blocks that are marked as the tour.
  static func tour(_ text: String) -> [String] {
    var blocks: [String] = []
    var isMarked = false
    var open: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```", let block = open {
        blocks.append(block.joined(separator: "\n") + "\n")
        open = nil
      } else if open != nil {
        open?.append(line)
      } else if line == "```sh", isMarked {
        open = []
      }
      isMarked = line == "<!-- tour -->"
    }
    return blocks
  }

  /// A new user's home, no setting at all, and the private PostgreSQL.
  @Test func theTourWorks() async throws {
    let blocks = Self.tour(try Self.readme.get())
    try #require(blocks.count == 5)
    try await BuiltProgram.withScratch { directory in
      let home = directory + "/home"
      let work = directory + "/work"
      for path in [home, work] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      let answers: [BuiltProgram.Answer]
      do {
        answers = try await run(blocks, in: work, home: home)
        try await forgetDatabase(home: home)
      } catch {
        try? await forgetDatabase(home: home)
        throw error
      }
      #expect(answers[0].output.contains("report"))
      #expect(answers[1].output.contains("refused with exit status 2"))
      #expect(answers[1].log.contains("input.day: is required"))
      #expect(answers[2].output.split(separator: "\n").filter { $0.contains("failed") }.count == 4)
      #expect(answers[3].output.contains("nobody has approved this"))
      #expect(answers[3].output.contains(#""total":5050"#))
      #expect(answers[3].output.contains(#""largest":100"#))
      #expect(answers[4].output.contains("report"))
    }
  }

  private func run(_ blocks: [String], in work: String, home: String) async throws -> [BuiltProgram.Answer] {
    var answers: [BuiltProgram.Answer] = []
    for block in blocks {
      let answer = try await BuiltProgram.shell(block, in: work, environment: ["HOME": home])
      try #require(answer.status.isSuccess, "\(answer.status):\n\(block)\n\(answer.output)\n\(answer.log)")
      answers.append(answer)
    }
    return answers
  }

  /// Stops the private PostgreSQL of that home. Root's is elsewhere, with a link to it.
  private func forgetDatabase(home: String) async throws {
    _ = try await BuiltProgram.shell("hatchet database stop", in: home, environment: ["HOME": home])
    let link = home + "/.local/share/hatchet/postgres"
    guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else { return }
    try FileManager.default.removeItem(atPath: place.split(separator: "/").dropLast().map { "/" + $0 }.joined())
  }

  /// Files move; the path through the source must not lead nowhere.
  @Test func filesThatAreNamedExist() throws {
    let text = try Self.readme.get()
    let named = text.matches(of: #/(?:Sources|Tests|share|man|\.ci)\/[\w+.\/-]*\w/#).map { String($0.0) }
    #expect(named.count > 20)
    for path in Set(named) {
      #expect(FileManager.default.fileExists(atPath: BuiltProgram.root + "/" + path), "README.md names \(path)")
    }
  }
}
