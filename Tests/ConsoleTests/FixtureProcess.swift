import Glibc

@testable import Console

/// The executable ConsoleFixture, which is built beside the tests.
enum FixtureProcess {
  static var path: String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let tests = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    return String(tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)]) + "/ConsoleFixture"
  }

  /// Runs a shell command in which `$fixture` is the executable; gives what it wrote, stderr included, and its status.
  static func shell(_ command: String) async -> (output: String, status: Int32) {
    let line = "fixture='\(path)'; export HATCHET_HISTORY=; { \(command)\n} 2>&1"
    return await withCheckedContinuation { continuation in
      let isStarted = SystemThread.start {
        var output: [UInt8] = []
        guard let stream = popen(line, "r") else {
          continuation.resume(returning: ("popen failed", -1))
          return
        }
        while case let byte = fgetc(stream), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
        let status = pclose(stream)
        continuation.resume(returning: (String(decoding: output, as: UTF8.self), (status >> 8) & 0xFF))
      }
      if !isStarted { continuation.resume(returning: ("no thread", -1)) }
    }
  }
}
