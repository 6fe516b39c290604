import FoundationEssentials
import Store
import Testing

/// The table in SQLText.c is written by hand: here it is held against the folders, and against the code.
@Suite struct SQLFileTests {
  static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  @Test func theTableHoldsTheFolders() throws {
    let folder = Self.root + "/Sources/SQLText"
    let onDisk = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
    #expect(SQLFile.all.map(\.path) == onDisk)
    for file in SQLFile.all {
      let text = try String(contentsOfFile: "\(folder)/\(file.path)", encoding: .utf8)
      #expect(file.text == text, "\(file.path) is compiled in under another file's name")
    }
  }

  @Test func migrationsAreNumberedWithoutAGap() {
    for part in Migration.Part.allCases {
      let steps = Migration.of(part)
      #expect(!steps.isEmpty)
      #expect(steps.map(\.version) == Array(1...steps.count))
      for migration in steps {
        #expect(!migration.name.isEmpty && !migration.up.isEmpty && !migration.down.isEmpty, "\(migration.label)")
      }
    }
    #expect(Set(Migration.all.map(\.checksum)).count == Migration.all.count)
    #expect(Migration.all[0].label == "0001_workflows")
  }

  /// A name that no code spells is dead, or misspelt where it should be used, which would stop the process there.
  @Test func everyStatementIsUsed() throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.root + "/Sources")
      .filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOfFile: "\(Self.root)/Sources/\($0)", encoding: .utf8) }
    for name in Statements.names {
      #expect(files.contains { $0.contains("\"\(name)\"") }, "nobody uses the statement '\(name)'")
    }
    let spelt = files.flatMap { file in
      file.matches(of: #/(?:statements\[|\.once\(|statements\.text\()"(\w+)"/#).map { String($0.1) }
    }
    #expect(spelt.count > 20)
    #expect(Set(spelt).subtracting(Statements.names) == [])
  }

  @Test func statementsAreOneEach() {
    for name in Statements.names {
      let text = Statements(.standard).text(name)
      #expect(!text.isEmpty && !text.contains(";"), "\(name)")
    }
  }
}
