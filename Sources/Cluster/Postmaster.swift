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

  /// The pid alone may be anybody's by now. A server's working directory is its data directory.
  ///
  /// In a container root may not see where another user's process works; then its arguments have to do.
  private static func works(_ processID: Int32, in dataDirectory: String) -> Bool {
    guard let own = realPath(dataDirectory) else { return false }
    var link = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/\(processID)/cwd", &link, link.count)
    if count > 0 { return link[..<count].elementsEqual(own.utf8CString.dropLast()) }
    guard errno == EACCES || errno == EPERM else { return false }
    let arguments = SmallFile.read("/proc/\(processID)/cmdline")?.split(separator: "\0") ?? []
    guard let option = arguments.firstIndex(of: "-D"), option + 1 < arguments.count else { return false }
    return realPath(String(arguments[option + 1])) == own
  }

  /// Everything that works in a data directory: what a server that was killed has left behind.
  ///
  /// Asked as the server's user, who may see what root in a container may not.
  static func processes(in dataDirectory: String, of user: ServerUser) async -> [Int32] {
    let script = "for each in /proc/[0-9]*/cwd; do [ \"$each\" -ef \"$1\" ] && echo \"$each\"; done; :"
    var request = SpawnRequest(["/bin/sh", "-c", script, "sh", dataDirectory], directory: "/")
    request.credentials = user.credentials
    request.timeLimit = .seconds(10)
    request.error = .discard
    guard let result = try? await Child.run(request) else { return [] }
    let paths = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    return paths.compactMap { Int32($0.dropFirst("/proc/".count).dropLast("/cwd".count)) }
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func trimmed(_ line: Substring) -> String {
    var line = line
    while line.last == " " || line.last == "\r" { line.removeLast() }
    return String(line)
  }
}
