import Glibc

/// What a server that does not start has said.
enum ServerLog {
  /// The last words from before the server had a log of its own; if it came so far, the errors in that too.
  static func end(startLog: String, directory: String) -> String? {
    var lines = SmallFile.read(startLog, last: 4096)?.split(separator: "\n").suffix(6).map(String.init) ?? []
    let own = SmallFile.names(in: directory).map { directory + "/" + $0 }.max { modified($0) < modified($1) }
    if let own, lines.contains(where: { $0.contains("log output") }), let text = SmallFile.read(own, last: 4096) {
      lines += errors(text)
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// All of it if it is short, else the last lines that tell of an error, or else the last lines.
  static func interesting(_ text: String) -> String? {
    let lines = text.split(separator: "\n")
    if lines.count <= 6 { return lines.isEmpty ? nil : lines.joined(separator: "\n") }
    let told = errors(text)
    return told.isEmpty ? lines.suffix(6).joined(separator: "\n") : told.joined(separator: "\n")
  }

  private static func errors(_ text: String) -> [String] {
    let words = ["FATAL:", "PANIC:", "ERROR:", "error:", "HINT:", "DETAIL:", "hint:", "detail:"]
    return text.split(separator: "\n").filter { line in words.contains { line.contains($0) } }.suffix(6).map(
      String.init)
  }

  private static func modified(_ path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mtim.tv_sec : 0
  }
}
