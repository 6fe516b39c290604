import Glibc

/// A folder of a test's own, removed with its files when nobody holds it any more.
package final class TestFolder: Sendable {
  package let path: String

  package init() {
    var template = Array("/tmp/hatchet-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "unable to make a folder in /tmp")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Names of what is in it, sorted.
  package var names: [String] { Self.names(path) }

  /// A named pipe: who reads it waits until somebody writes.
  package func makePipe(_ name: String) -> String {
    let path = "\(path)/\(name)"
    precondition(mkfifo(path, 0o600) == 0, "unable to make '\(path)'")
    return path
  }

  /// Lets one go on who reads the pipe, waiting for it to come.
  package func release(_ pipe: String) async {
    await onThread {
      let descriptor = open(pipe, O_WRONLY | O_CLOEXEC)
      _ = write(descriptor, "\n", 1)
      close(descriptor)
    }
  }

  /// Waits until somebody opens the pipe to write, and returns what came until its end.
  package func read(_ pipe: String) async -> String { await onThread { Self.contents(pipe) } }

  /// The lines of a file; none if it does not exist.
  package func lines(_ name: String) -> [String] {
    Self.contents("\(path)/\(name)").split(separator: "\n").map(String.init)
  }

  package static func contents(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func names(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    for name in names(path) {
      let inside = "\(path)/\(name)"
      if unlink(inside) != 0 { remove(inside) }
    }
    rmdir(path)
  }
}
