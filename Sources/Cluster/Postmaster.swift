import ChildProcess
import Glibc

/// A running server, as its `postmaster.pid` tells of it.
struct Postmaster {
  let processID: Int32
  /// In seconds since 1970.
  let started: Int64
  let socketDirectory: String
  /// Accepts connections.
  let isReady: Bool
  let watch: ProcessWatch

  /// - Returns: nil if no server runs there, whatever a file of a dead one says.
  init?(dataDirectory: String) {
    // pid, data directory, start time, port, socket directory, listen address, shared memory, status
    guard let text = SmallFile.read(dataDirectory + "/postmaster.pid") else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.trimmed)
    guard let processID = lines.first.flatMap({ Int32($0) }), let watch = ProcessWatch(processID: processID),
      Self.works(processID, in: dataDirectory)
    else { return nil }
    self.processID = processID
    self.watch = watch
    started = lines.count > 2 ? Int64(lines[2]) ?? 0 : 0
    socketDirectory = lines.count > 4 ? lines[4] : ""
    isReady = lines.count > 7 && lines[7] == "ready" && !socketDirectory.isEmpty
  }

  /// A server's working directory is its data directory, and that of its backends too. The pid alone may be anybody's
  /// by now.
  static func works(_ processID: Int32, in dataDirectory: String) -> Bool {
    guard let own = realpath(dataDirectory, nil) else { return false }
    defer { free(own) }
    var link = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/\(processID)/cwd", &link, link.count)
    guard count > 0 else { return false }
    return strncmp(link, own, count) == 0 && own[count] == 0
  }

  /// Everything that works in a data directory: what a server that was killed has left behind.
  static func processes(in dataDirectory: String) -> [Int32] {
    SmallFile.names(in: "/proc").compactMap { Int32($0) }.filter { works($0, in: dataDirectory) }
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " || line.last == "\r" { line.removeLast() }
    return String(line)
  }
}
