import Arguments
import Glibc

/// The files that a word may become.
enum PathCompletion {
  /// More than anybody reads.
  private static let limit = 10_000

  /// The paths that begin with `typed`; directories end in a slash. Hidden files are offered only for a name that begins with
  /// a dot. Blocks for as long as the disk takes.
  static func paths(beginning typed: String, _ kind: Completion.Paths) -> [String] {
    guard kind != .none else { return [] }
    let slash = typed.lastIndex(of: "/")
    let directory = slash.map { String(typed[...$0]) } ?? ""
    let name = String(slash.map { typed[$0...].dropFirst() } ?? typed[...])
    guard let stream = opendir(directory.isEmpty ? "." : directory) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while found.count < limit, let entry = readdir(stream) {
      let file = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard file.hasPrefix(name), file != ".", file != "..", !file.hasPrefix(".") || name.hasPrefix(".") else {
        continue
      }
      var status = stat()
      let isDirectory = stat(directory + file, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      if isDirectory { found.append(directory + file + "/") } else if kind == .files { found.append(directory + file) }
    }
    return found
  }

  /// The last part: `c/` of `a/b/c/`.
  static func shown(_ path: String) -> String {
    let slash = path.dropLast().lastIndex(of: "/")
    return String(slash.map { path[$0...].dropFirst() } ?? path[...])
  }
}
