import Glibc

/// Files of a few kilobytes, and directories of a few names, read at once.
enum SmallFile {
  /// - Parameter limit: only the last so many bytes.
  /// - Returns: nil if there is no such file, or it may not be read.
  static func read(_ path: String, last limit: Int = 65536) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // What has no size (in /proc) is read from its start.
    if case let size = lseek(descriptor, 0, SEEK_END), size > limit {
      lseek(descriptor, size - limit, SEEK_SET)
    } else {
      lseek(descriptor, 0, SEEK_SET)
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // In place: a copy of the whole array would read past the entry, which is only as long as its name.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
