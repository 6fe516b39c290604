import ChildProcess
import Glibc
package import Hatchet
import Synchronization

/// What is piped into a command: a descriptor, or memory in tests.
package struct Input: Sendable {
  private enum Source: Sendable {
    case descriptor(Int32)
    case memory(MemoryInput)
  }

  private let source: Source
  /// A person sits there: nothing is piped in.
  package let isTerminal: Bool
  /// What is read at once.
  private static let piece = 262_144

  /// What errors call it.
  private var name = "standard input"

  /// The descriptor stays the caller's.
  package init(descriptor: Int32, name: String = "standard input") {
    source = .descriptor(descriptor)
    self.name = name
    isTerminal = isatty(descriptor) == 1
  }

  package init(_ text: String = "", isTerminal: Bool = false) {
    source = .memory(MemoryInput(Array(text.utf8)))
    self.isTerminal = isTerminal
  }

  /// The next bytes, as many as there are; none at the end. A pipe whose writer takes its time holds up nobody else.
  package func read() async throws(HatchetError) -> [UInt8] {
    switch source {
    case .memory(let memory): return memory.take()
    case .descriptor(let descriptor):
      let result: Result<[UInt8], HatchetError> = await withCheckedContinuation { continuation in
        SystemThread.start("hatchet input") { continuation.resume(returning: piece(of: descriptor)) }
      }
      return try result.get()
    }
  }

  /// All of it. Throws `usage` if that is more than `limit` bytes.
  package func readAll(limit: Int) async throws(HatchetError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece = try await read()
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= limit else { throw .tooLarge(name, limit: limit) }
    }
  }

  /// What a person answers: a line without its newline; nil at the end.
  func typedLine() -> String? {
    switch source {
    case .descriptor: readLine()
    case .memory(let memory): memory.takeLine()
    }
  }

  private func piece(of descriptor: Int32) -> Result<[UInt8], HatchetError> {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { buffer, count in
      var got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      while got < 0, errno == EINTR || errno == EAGAIN {
        if errno == EAGAIN {
          // Somebody else has made the terminal or pipe non-blocking.
          var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          _ = poll(&wait, 1, -1)
        }
        got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      }
      if got < 0 { code = errno }
      count = max(0, got)
    }
    guard code == 0 else {
      return .failure(HatchetError(.failed, "unable to read \(name): \(String(cString: strerror(code)))"))
    }
    return .success(bytes)
  }
}

private final class MemoryInput: Sendable {
  private let rest: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) { rest = Mutex(bytes) }

  func take() -> [UInt8] {
    rest.withLock { rest in
      defer { rest = [] }
      return rest
    }
  }

  func takeLine() -> String? {
    rest.withLock { rest in
      guard !rest.isEmpty else { return nil }
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      defer { rest.removeFirst(min(rest.count, line.count + 1)) }
      return String(decoding: line, as: UTF8.self)
    }
  }
}
