import Glibc
import Synchronization

/// The files that `HATCHET_INPUT` names: one for each attempt that runs, in a private folder of the worker. They are used
/// again and stay open: to make one, or to empty it before it is written, costs 60 us on ext4, to write it over 6 us.
final class InputFiles: Sendable {
  private struct State {
    var free: [InputFile] = []
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

  deinit {
    for file in state.withLock(\.free) { file.close() }
    close(descriptor)
  }

  static func file(_ number: Int, in directory: String) -> String { "\(directory)/input-\(number).json" }

  /// A file with these bytes; give it back by `release`. nil if it cannot be written.
  func acquire(_ bytes: [UInt8]) -> InputFile? {
    var file = state.withLock { state in
      if let free = state.free.popLast() { return free }
      state.count += 1
      return InputFile(path: Self.file(state.count, in: directory))
    }
    guard file.write(bytes) else {
      release(file)
      return nil
    }
    return file
  }

  func release(_ file: InputFile) { state.withLock { $0.free.append(file) } }

  /// Removes the folder and all in it.
  func remove() {
    let count = state.withLock(\.count)
    for number in 1..<(count + 1) { unlink(Self.file(number, in: directory)) }
    rmdir(directory)
  }
}

/// One of them, for one attempt after the other.
struct InputFile: Sendable {
  let path: String
  /// -1 until it is written for the first time.
  private var descriptor: Int32 = -1
  private var identity: (device: dev_t, number: ino_t) = (0, 0)

  init(path: String) { self.path = path }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Puts these bytes in the place of what it holds. False if that fails.
  mutating func write(_ bytes: [UInt8]) -> Bool {
    guard let size = currentSize() ?? reopened() else { return false }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written, off_t(written))
      }
      if count < 0, errno != EINTR { return false }
      written += max(0, count)
    }
    return size <= bytes.count || ftruncate(descriptor, off_t(bytes.count)) == 0
  }

  /// nil if the open file is not the one at that path: a task may have moved, replaced or removed it.
  private func currentSize() -> Int? {
    var facts = stat()
    guard descriptor >= 0, lstat(path, &facts) == 0, facts.st_dev == identity.device, facts.st_ino == identity.number,
      facts.st_nlink == 1
    else { return nil }
    return Int(facts.st_size)
  }

  private mutating func reopened() -> Int? {
    close()
    unlink(path)
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    var facts = stat()
    guard descriptor >= 0, fstat(descriptor, &facts) == 0 else { return nil }
    identity = (facts.st_dev, facts.st_ino)
    return 0
  }
}
