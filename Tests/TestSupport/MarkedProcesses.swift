import Glibc

/// Processes with a marker in their environment: what a test's tasks have started, and what is left of it.
package enum MarkedProcesses {
  /// Their ids. A zombie has no environment any more: see `zombies(of:)`.
  package static func ids(_ marker: String) -> [Int32] {
    all().filter { contents("/proc/\($0)/environ").containsSubsequence(Array(marker.utf8)) }
  }

  /// Children of `parent` that have ended and were not waited for.
  package static func zombies(of parent: Int32) -> [Int32] {
    all().filter { process in
      // `pid (name) state parent …`; a name may hold anything.
      let text = String(decoding: contents("/proc/\(process)/stat"), as: UTF8.self)
      guard let end = text.lastIndex(of: ")") else { return false }
      let fields = text[text.index(after: end)...].split(separator: " ")
      return fields.count > 1 && fields[0] == "Z" && Int32(fields[1]) == parent
    }
  }

  private static func all() -> [Int32] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let process = Int32(name) { found.append(process) }
    }
    return found
  }

  private static func contents(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return bytes
  }
}

extension [UInt8] {
  fileprivate func containsSubsequence(_ wanted: [UInt8]) -> Bool {
    guard wanted.count <= count else { return false }
    return (0...(count - wanted.count)).contains { self[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
