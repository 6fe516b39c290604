import ChildProcess
import Glibc

/// Who the server runs as: PostgreSQL refuses to be root.
struct ServerUser: Equatable {
  let name: String
  let user: UInt32
  let group: UInt32

  /// What a child needs to become that user; nil if it is that user anyway.
  var credentials: SpawnRequest.Credentials? {
    user == geteuid() ? nil : SpawnRequest.Credentials(user: user, group: group)
  }

  /// This process's user; for root whoever has the directory already, else `postgres`, else `nobody`.
  static func find(for directory: String) throws(ClusterError) -> ServerUser {
    if geteuid() != 0 { return ServerUser(name: name(of: geteuid()), user: geteuid(), group: getegid()) }
    var facts = stat()
    if lstat(directory, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid != 0 {
      return ServerUser(name: name(of: facts.st_uid), user: facts.st_uid, group: facts.st_gid)
    }
    for name in ["postgres", "nobody"] {
      if let entry = getpwnam(name) {
        return ServerUser(name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
      }
    }
    throw ClusterError(
      .noPlace, "there is no user 'postgres' or 'nobody', and PostgreSQL does not run as root",
      hint: "run hatchet as an ordinary user, or set HATCHET_DATABASE_URL")
  }

  private static func name(of user: UInt32) -> String {
    getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "\(user)"
  }
}
