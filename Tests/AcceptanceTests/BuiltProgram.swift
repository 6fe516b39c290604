import ChildProcess
import FoundationEssentials
import Glibc
import Testing

/// The program as it was built beside these tests, and shell scripts that use it.
enum BuiltProgram {
  /// The package's root.
  static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  /// Where `hatchet` is.
  static let folder: String = {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    let text = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }()

  struct Answer {
    var status: ChildExit
    var output: String
    var log: String
  }

  /// Runs a script by `sh -eu` in `directory`, with `hatchet` in its PATH and nothing of this process's environment.
  static func shell(
    _ script: String, in directory: String, environment: [String: String] = [:], input: String? = nil
  ) async throws -> Answer {
    var request = SpawnRequest(
      ["/bin/sh", "-eu", "-c", script],
      environment: ["PATH": "\(folder):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"]
        .merging(environment) { _, own in own },
      directory: directory)
    request.input = input.map { .bytes(Array($0.utf8)) } ?? .none
    request.output = .collect(limit: 16 << 20)
    request.error = .collect(limit: 1 << 20)
    request.timeLimit = .seconds(120)
    let result = try await Child.run(request)
    return Answer(
      status: result.exit, output: String(decoding: result.output, as: UTF8.self),
      log: String(decoding: result.errorOutput, as: UTF8.self))
  }

  /// A directory of its own for a test, removed after `body`.
  static func withScratch<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    var template = Array("/tmp/hatchet-acceptance.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }
}
