import Glibc

/// A directory that goes away with the test.
final class Scratch {
  struct Failure: Error {
    var call: String
    var error = errno
  }

  let path: String

  init() throws {
    var template = Array("/tmp/hatchet-console-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  @discardableResult func write(_ name: String, _ text: String) throws -> String {
    guard let file = fopen(path + "/" + name, "w") else { throw Failure(call: "fopen") }
    fputs(text, file)
    fclose(file)
    return path + "/" + name
  }

  func directory(_ name: String) { mkdir(path + "/" + name, 0o755) }

  func read(_ name: String) throws -> String {
    guard let file = fopen(path + "/" + name, "r") else { throw Failure(call: "fopen") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  func names() throws -> [String] { try Self.names(path) }

  private static func names(_ path: String) throws -> [String] {
    guard let stream = opendir(path) else { throw Failure(call: "opendir") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  private static func remove(_ path: String) {
    for name in (try? names(path)) ?? [] { remove(path + "/" + name) }
    _ = Glibc.remove(path)
  }
}
