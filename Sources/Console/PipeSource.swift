import Glibc
import Synchronization

/// Lines of standard input that is no terminal.
///
/// Read byte by byte, as a shell does: what follows a line belongs to the subcommand of that line if it reads standard input.
/// That is 1 µs a byte, and scripts are short.
package final class PipeSource: InputSource {
  private let descriptor: Int32
  private let name: String
  private let line = Mutex(0)

  /// - Parameter descriptor: stays the caller's.
  package init(descriptor: Int32 = STDIN_FILENO, name: String = "stdin") {
    self.descriptor = descriptor
    self.name = name
  }

  package var place: String? {
    get async { "\(name):\(line.withLock { $0 })" }
  }

  package func next(_ prompt: Prompt) async -> Input {
    line.withLock { $0 += 1 }
    return await SystemThread.run { [descriptor, name] in Self.read(descriptor, name) }
  }

  private static func read(_ descriptor: Int32, _ name: String) -> Input {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      switch Glibc.read(descriptor, &byte, 1) {
      case 1 where byte == 0x0A: return .line(text(bytes))
      case 1: bytes.append(byte)
      case 0: return bytes.isEmpty ? .end(status: 0) : .line(text(bytes))
      default:
        if errno == EAGAIN {
          var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          poll(&ready, 1, -1)
        } else if errno != EINTR {
          return .failed(ConsoleError(.file, "unable to read \(name)", cause: String(cString: strerror(errno))))
        }
      }
    }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }
}
