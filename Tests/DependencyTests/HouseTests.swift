import Testing

/// The rules of the house that a machine can check.
@Suite struct HouseTests {
  /// A longer file wants to be two.
  static let ceiling = 500

  static let banned: Set<String> = [
    "Utilities", "Utils", "Util", "Helpers", "Helper", "Common", "Shared", "Core", "Misc", "Extensions", "Base",
    "Manager", "New",
  ]

  private func sources() throws -> [SourceTree.File] {
    try ["Sources", "Tests"].flatMap { folder in
      try [".swift", ".sql", ".c", ".h"].flatMap { try SourceTree.files(in: folder, ending: $0) }
    }
  }

  @Test func thereAreSources() throws {
    #expect(try sources().count > 300)
    #expect(try sources().contains { $0.path == "Tests/DependencyTests/HouseTests.swift" })
  }

  @Test func noFileIsTooLong() throws {
    for file in try sources() {
      #expect(file.lines.count <= Self.ceiling, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func noNameSaysNothing() throws {
    for file in try sources() {
      for part in file.path.split(separator: "/") {
        let words = part.prefix { $0 != "." }.matches(of: #/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/#).map { String($0.0) }
        let empty = Self.banned.intersection(words)
        #expect(empty.isEmpty, "\(file.path): '\(part)' has a name that says nothing: \(empty.sorted())")
      }
    }
  }

  /// The compiler takes our word: so the word must be there.
  @Test func whatIsUncheckedIsProved() throws {
    let mark = "@unchecked " + "Sendable"
    for file in try sources() {
      guard file.text.contains(mark) else { continue }
      let lines = file.lines
      for (index, line) in lines.enumerated() where line.contains(mark) {
        let before = lines[max(0, index - 4)...index]
        #expect(before.contains { $0.contains("//") }, "\(file.path):\(index + 1): no comment proves it")
      }
    }
  }

  /// hatchet-concepts(7) says what a task's process inherits and is given.
  @Test func theManualNamesTheEnvironment() throws {
    let manual = try SourceTree.read("man/man7/hatchet-concepts.7").text
    let named = Set(manual.matches(of: #/\.(?:Ev|It Ev) (\w+)/#).map { String($0.1) })
    let code = try SourceTree.read("Sources/Worker/TaskEnvironment.swift").text
    let used = code.matches(of: #/"([A-Z][A-Z_]+)"/#).map { String($0.1) }
    #expect(used.count > 20)
    #expect(Set(used).subtracting(named) == [])
  }
}
