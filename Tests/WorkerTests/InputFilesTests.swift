import Foundation
import Testing

@testable import Worker

@Suite struct InputFilesTests {
  private let files: InputFiles

  init() throws { files = try #require(InputFiles(in: NSTemporaryDirectory())) }

  /// Has the next attempt's file filled, hands its path to `body`, and gives it back.
  private func attempt(_ input: String, _ body: (String) throws -> Void = { _ in }) throws {
    let file = try #require(files.acquire(Array(input.utf8)))
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == input)
    try body(file.path)
    files.release(file)
  }

  @Test func oneFileServesOneAttemptAfterTheOther() throws {
    defer { files.remove() }
    var paths: Set<String> = []
    for input in ["{}", #"{"long":"\#(String(repeating: "x", count: 10_000))"}"#, "[1]", "", "7"] {
      try attempt(input) { paths.insert($0) }
    }
    #expect(paths.count == 1)
    let (one, other) = (try #require(files.acquire([1])), try #require(files.acquire([2])))
    #expect(one.path != other.path)
  }

  /// A task may do with its file what it likes: the next one finds its own.
  @Test func whateverATaskDoesWithIt() throws {
    defer { files.remove() }
    let manager = FileManager.default
    let aside = files.directory + "/aside"
    try attempt("1") { try Data("something much longer".utf8).write(to: URL(filePath: $0)) }
    try attempt("2") { try manager.removeItem(atPath: $0) }
    try attempt("3") { try manager.moveItem(atPath: $0, toPath: aside) }
    try attempt("4") { try manager.linkItem(atPath: $0, toPath: aside + "-link") }
    try attempt("5") { path in
      try manager.removeItem(atPath: path)
      try manager.createSymbolicLink(atPath: path, withDestinationPath: aside)
    }
    try attempt("6")
    #expect(try String(contentsOfFile: aside, encoding: .utf8) == "3")
    #expect(try String(contentsOfFile: aside + "-link", encoding: .utf8) == "4")
    for path in [aside, aside + "-link"] { try manager.removeItem(atPath: path) }
  }

  @Test func leavesNothing() throws {
    try attempt("1")
    files.remove()
    #expect(!FileManager.default.fileExists(atPath: files.directory))
  }
}
