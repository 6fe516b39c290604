import CProcess
import Glibc
import Synchronization

/// A lock on a file, until it is released or the process ends, however it ends. It belongs to an open file
/// description, so two in one process exclude each other too.
final class FileLock: Sendable {
  /// -1 once released.
  private let file: Atomic<Int32>
  private var descriptor: Int32 { file.load(ordering: .relaxed) }

  private init(descriptor: Int32) {
    file = Atomic(descriptor)
  }

  deinit {
    release()
  }

  /// To be called, since Swift ends the life of a value behind its last use.
  func release() {
    let descriptor = file.exchange(-1, ordering: .relaxed)
    if descriptor >= 0 { close(descriptor) }
  }

  /// - Returns: nil if somebody else holds it.
  static func take(_ path: String, exclusive: Bool) throws(ClusterError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    let error = hatchet_lock_file(descriptor, exclusive)
    if error == 0 { return FileLock(descriptor: descriptor) }
    close(descriptor)
    errno = error
    if error == EWOULDBLOCK { return nil }
    throw failure(path)
  }

  /// Tries until it has it.
  static func take(_ path: String, exclusive: Bool, within limit: Duration) async throws(ClusterError) -> FileLock {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(2)
    while true {
      if let lock = try take(path, exclusive: exclusive) { return lock }
      if ContinuousClock.now >= deadline {
        throw ClusterError(
          .busy, "another process holds '\(path)' for more than \(limit.components.seconds) s",
          hint: "see who does: fuser -v '\(path)'")
      }
      do {
        try await Task.sleep(for: pause)
      } catch {
        throw ClusterError(.busy, "waiting for '\(path)' was cancelled")
      }
      pause = min(pause * 2, .milliseconds(50))
    }
  }

  /// Marks the file as used now: who looks later can tell that somebody came and went.
  func touch() {
    futimens(descriptor, nil)
  }

  /// In nanoseconds since 1970.
  var touched: Int64 {
    var facts = stat()
    fstat(descriptor, &facts)
    return Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
  }

  private static func failure(_ path: String) -> ClusterError {
    ClusterError(.noPlace, "unable to lock '\(path)': \(String(cString: strerror(errno)))")
  }
}
