import Database
import FoundationEssentials
import Glibc
import Hatchet
import Store
import Terminal
import TestSupport

@testable import Commands

/// A database and a folder of one test's own, and the program on them.
struct TestWorld: Sendable {
  let folder: ScratchFolder
  let environment: [String: String]
  let settings: Settings

  /// - Parameter isMigrated: whether the schema is there.
  static func make(isMigrated: Bool = true) async throws -> TestWorld {
    let database = try await TestDatabase.fresh()
    let settings = Settings(database: database.url)
    if isMigrated {
      let client = try await Client.open(settings, checking: .none)
      _ = try await client.migrate()
      await client.close()
    }
    return TestWorld(
      folder: try ScratchFolder(),
      environment: ["HATCHET_DATABASE_URL": database.url, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"],
      settings: settings)
  }

  func run(
    _ words: String..., input: Input = Input(), surface: Surface = Surface(isTerminal: false)
  ) async -> CommandResult {
    await CommandResult.of(words, environment: environment, surface: surface, input: input, directory: folder.path)
  }

  func withClient<Value: Sendable>(_ body: (Client) async throws -> Value) async throws -> Value {
    let client = try await Client.open(settings)
    defer { Task { await client.close() } }
    return try await body(client)
  }

  /// The first column of a query's first row.
  func value(_ sql: String) async throws -> String? {
    try await withClient { client in
      try await client.connection.simple(sql).last?.first?.text(0)
    }
  }
}

/// A folder that goes with its last user.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/hatchet-test-XXXXXX".utf8CString)
    path = try template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, let name = mkdtemp(base) else { throw CocoaError(.fileWriteUnknown) }
      return String(cString: name)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, and the folders that it needs.
  func write(_ name: String, _ text: String) throws {
    try write(name, bytes: Array(text.utf8))
  }

  func write(_ name: String, bytes: [UInt8]) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
  }
}
