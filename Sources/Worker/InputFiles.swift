import Glibc
import Synchronization

/// The files that `HATCHET_INPUT` names: one for each attempt that runs, in a private folder of the worker, used again
/// when the attempt is over, so that a short task does not pay for making and removing one.
final class InputFiles: Sendable {
  private struct State {
    var free: [Int] = []
    var count = 0
  }

  static let prefix = "hatchet-worker-"

  let directory: String
  /// Holds the lock that says that the worker lives.
  private let descriptor: Int32
  private let state = Mutex(State())

  /// `parent` must be writable; nil if no folder can be made there.
  init?(in parent: String) {
    Self.removeAbandoned(in: parent)
    var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit { close(descriptor) }

  static func file(_ number: Int, in directory: String) -> String { "\(directory)/input-\(number).json" }

  /// A file with these bytes; give it back by `release`. nil if it cannot be written.
  func acquire(_ bytes: [UInt8]) -> (path: String, number: Int)? {
    let number = state.withLock { state in
      if let free = state.free.popLast() { return free }
      state.count += 1
      return state.count
    }
    let path = Self.file(number, in: directory)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      release(number)
      return nil
    }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
      if count < 0, errno != EINTR {
        release(number)
        return nil
      }
      written += max(0, count)
    }
    return (path, number)
  }

  func release(_ number: Int) { state.withLock { $0.free.append(number) } }

  /// Removes the folder and all in it.
  func remove() {
    let count = state.withLock(\.count)
    for number in 1..<(count + 1) { unlink(Self.file(number, in: directory)) }
    rmdir(directory)
  }
}
