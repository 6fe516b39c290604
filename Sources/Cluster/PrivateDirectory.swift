import Glibc

/// Directories that nobody else may have prepared for us.
enum PrivateDirectory {
  /// Makes a directory with its parents, unless it is there.
  static func make(_ path: String, mode: mode_t) throws(ClusterError) {
    if mkdir(path, mode) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw failure("make", path)
    }
    try make(String(path[..<slash]), mode: mode | 0o055)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("make", path) }
  }

  /// Makes a directory that is `owner`'s alone, or checks that it is: in /tmp it may be somebody's trap.
  static func make(_ path: String, for owner: ServerUser) throws(ClusterError) {
    if mkdir(path, 0o700) == 0 {
      guard owner.credentials == nil || lchown(path, owner.user, owner.group) == 0 else {
        throw failure("give '\(owner.name)'", path)
      }
    } else if errno != EEXIST {
      throw failure("make", path)
    }
    var facts = stat()
    guard lstat(path, &facts) == 0 else { throw failure("look at", path) }
    // Root may have died between the two calls above.
    if facts.st_uid == 0, owner.credentials != nil, rmdir(path) == 0 { return try make(path, for: owner) }
    guard facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == owner.user, facts.st_mode & 0o077 == 0 else {
      throw ClusterError(
        .noPlace, "'\(path)' is not a directory of user '\(owner.name)' alone",
        hint: "if it is nobody else's: chown \(owner.name) '\(path)' && chmod 700 '\(path)'")
    }
  }

  private static func failure(_ verb: String, _ path: String) -> ClusterError {
    ClusterError(.noPlace, "unable to \(verb) the directory '\(path)': \(String(cString: strerror(errno)))")
  }
}
