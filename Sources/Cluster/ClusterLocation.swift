import Glibc

/// Where a private PostgreSQL lives.
///
///     HOME/              0700, ours; as root 0711
///       lock             held while the server is started or stopped
///       users            held, shared, by every process that uses the server
///       keeper           held by the keeper
///       start.log        what the server said before it had its own log
///       postgres/        0700, the server's user's; its socket is here, unless the path is too long for one
///         data/          made under another name, then renamed: if it is there it is whole
///         log/           the server's log, a file per weekday
///
/// HOME is `$XDG_DATA_HOME/hatchet`. As root the server runs as somebody else, who may not look into root's home: then
/// it is `/var/lib/hatchet/` and a name made from that path.
package struct ClusterLocation: Hashable, Sendable {
  package let home: String

  var lockFile: String { home + "/lock" }
  var usersFile: String { home + "/users" }
  var keeperFile: String { home + "/keeper" }
  var startLog: String { home + "/start.log" }
  var keeperLog: String { home + "/keeper.log" }
  package var directory: String { home + "/postgres" }
  package var dataDirectory: String { directory + "/data" }
  package var logDirectory: String { directory + "/log" }

  package init(home: String) {
    self.home = home
  }

  /// - Parameters:
  ///   - environment: `XDG_DATA_HOME` and `HOME` count.
  ///   - systemBase: the place for root's.
  /// - Throws: `noPlace` if there is no home directory.
  package init(
    environment: [String: String], isRoot: Bool = geteuid() == 0, systemBase: String = "/var/lib/hatchet"
  ) throws(ClusterError) {
    let dataHome = try Self.dataHome(environment)
    home = isRoot ? systemBase + "/" + Self.fingerprint(dataHome) : dataHome + "/hatchet"
  }

  /// The directory of the socket: the server's own where the path fits into a socket's address, else a short one.
  func socketDirectory(runtimeDirectory: String?) -> String {
    let candidates = [
      directory, runtimeDirectory.map { "\($0)/hatchet-\(Self.fingerprint(home))" },
      "/tmp/hatchet-\(geteuid())-\(Self.fingerprint(home))",
    ]
    return candidates.compactMap { $0 }.first(where: Self.fitsSocket) ?? "/tmp"
  }

  /// sockaddr_un holds 107 bytes, and PostgreSQL's socket is `.s.PGSQL.5432`.
  static func fitsSocket(_ directory: String) -> Bool {
    directory.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107
  }

  static func dataHome(_ environment: [String: String]) throws(ClusterError) -> String {
    // Relative paths are to be ignored, says the XDG specification.
    if let given = environment["XDG_DATA_HOME"], given.hasPrefix("/") { return withoutTrailingSlash(given) }
    if let home = environment["HOME"], home.hasPrefix("/") { return withoutTrailingSlash(home) + "/.local/share" }
    if let entry = getpwuid(geteuid()), let home = entry.pointee.pw_dir, home.pointee == CChar(UInt8(ascii: "/")) {
      return withoutTrailingSlash(String(cString: home)) + "/.local/share"
    }
    throw ClusterError(
      .noPlace, "there is no home directory to keep a database in",
      hint: "set HOME or XDG_DATA_HOME, or HATCHET_DATABASE_URL to use a database of your own")
  }

  private static func withoutTrailingSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? withoutTrailingSlash(String(path.dropLast())) : path
  }

  /// FNV-1a in hexadecimal: a name that is the same in each process, not a secret.
  static func fingerprint(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
