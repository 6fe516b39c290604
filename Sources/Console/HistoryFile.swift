import Glibc

/// The history between sessions. Every entry is appended at once, so that a killed session loses nothing and two sessions
/// at a time mix; the file is cut to its limit when it is read. All errors are let pass: a console without history is a console.
package struct HistoryFile: Sendable {
  package var path: String

  package init(path: String) { self.path = path }

  /// `HATCHET_HISTORY` (empty: none), else `$XDG_STATE_HOME/hatchet/history`, else `~/.local/state/hatchet/history`.
  package init?(environment: [String: String]) {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    if let path = environment["HATCHET_HISTORY"] {
      guard !path.isEmpty else { return nil }
      self.path = path
    } else if let state = absolute("XDG_STATE_HOME") {
      path = state + "/hatchet/history"
    } else if let home = absolute("HOME") {
      path = home + "/.local/state/hatchet/history"
    } else {
      return nil
    }
  }

  /// Blocks for as long as the disk takes.
  func load() -> History {
    guard let file = open(O_RDWR) else { return History() }
    defer { close(file) }
    let text = Self.contents(file)
    let history = History(decoding: text)
    // A third more than the limit may gather before the file is written anew.
    if text.utf8.lazy.filter({ $0 == 0x0A }).count > History.limit * 4 / 3 { replace(with: history.text) }
    return history
  }

  /// Blocks for as long as the disk takes.
  func append(_ entry: String) {
    makeDirectory()
    guard let file = open(O_WRONLY | O_APPEND | O_CREAT) else { return }
    defer { close(file) }
    Self.write(History.line(entry), to: file)
  }

  /// Opens and locks the file. Somebody may put another one in its place between the two: then that one is opened.
  private func open(_ flags: Int32) -> Int32? {
    for _ in 0..<16 {
      let file = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard file >= 0 else { return nil }
      var ours = stat()
      var current = stat()
      if flock(file, LOCK_EX) == 0, fstat(file, &ours) == 0, stat(path, &current) == 0, ours.st_ino == current.st_ino,
        ours.st_mode & S_IFMT == S_IFREG
      {
        // A file that others may read was not made by us: statements hold data.
        if ours.st_mode & 0o077 != 0 { fchmod(file, 0o600) }
        return file
      }
      close(file)
    }
    return nil
  }

  /// Written beside and renamed: a crash leaves the old file.
  private func replace(with text: String) {
    let fresh = "\(path).\(getpid())"
    let file = Glibc.open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    let isWhole = Self.write(text, to: file)
    close(file)
    if !isWhole || rename(fresh, path) != 0 { unlink(fresh) }
  }

  private func makeDirectory() {
    let parts = path.split(separator: "/").dropLast()
    guard path.hasPrefix("/"), !parts.isEmpty else { return }
    for count in 1...parts.count { mkdir("/" + parts.prefix(count).joined(separator: "/"), 0o700) }
  }

  private static func contents(_ file: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(file, &chunk, chunk.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  @discardableResult private static func write(_ text: String, to file: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
