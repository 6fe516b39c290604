import Glibc
import Synchronization

/// Lines of a text that is there as a whole: `-c TEXT`, `-f FILE`, `\i FILE`.
package final class TextSource: InputSource {
  private struct State {
    var rest: Substring
    var line = 0
  }

  private let name: String?
  private let state: Mutex<State>

  /// - Parameter name: for messages; nil for `-c`, which is one line before everybody's eyes.
  package init(_ text: String, name: String? = nil) {
    self.name = name
    state = Mutex(State(rest: text[...]))
  }

  /// Reads the whole file, which may be a pipe.
  package static func file(_ path: String) async throws(ConsoleError) -> TextSource {
    try await SystemThread.run { read(path) }.get()
  }

  package var place: String? {
    get async { name.map { name in "\(name):\(state.withLock(\.line))" } }
  }

  package func next(_ prompt: Prompt) async -> Input {
    state.withLock { state in
      guard !state.rest.isEmpty else { return .end(status: 0) }
      let end = state.rest.firstIndex(where: \.isNewline) ?? state.rest.endIndex
      defer {
        state.rest = state.rest[end...].dropFirst()
        state.line += 1
      }
      return .line(String(state.rest[..<end]))
    }
  }

  private static func read(_ path: String) -> Result<TextSource, ConsoleError> {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while file >= 0 {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count == 0 { return .success(TextSource(String(decoding: bytes, as: UTF8.self), name: path)) }
      if count < 0, errno != EINTR { break }
      bytes += chunk[..<max(0, count)]
    }
    let cause = String(cString: strerror(errno))
    return .failure(ConsoleError(.file, "unable to read '\(path)'", cause: cause))
  }
}
