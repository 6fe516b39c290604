import ChildProcess
import Glibc

/// Reading of whole files, on a thread of its own: a pipe or a file of a network may keep one waiting.
package enum FileContents {
  /// Throws `notFound`, `usage` (a folder, or more than `limit` bytes), `failed`.
  /// `name` is what errors call it.
  package static func read(_ path: String, as name: String, limit: Int) async throws(HatchetError) -> [UInt8] {
    let result: Result<[UInt8], HatchetError> = await withCheckedContinuation { continuation in
      SystemThread.start("hatchet file") {
        do throws(HatchetError) {
          continuation.resume(returning: .success(try readNow(path, name, limit: limit)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  private static func readNow(_ path: String, _ name: String, limit: Int) throws(HatchetError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(name, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      var failure: Int32 = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      if failure != 0 { throw .unreadable(name, failure) }
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= limit else { throw .tooLarge("'\(name)'", limit: limit) }
    }
  }
}

extension HatchetError {
  /// A file that cannot be read, by the system's reason.
  package static func unreadable(_ path: String, _ code: Int32) -> HatchetError {
    let reason = String(cString: strerror(code))
    return HatchetError(code == ENOENT ? .notFound : .usage, "unable to read '\(path)': \(reason)")
  }

  package static func tooLarge(_ name: String, limit: Int) -> HatchetError {
    HatchetError(.usage, "\(name) is larger than \(limit >> 20) MiB")
  }
}
