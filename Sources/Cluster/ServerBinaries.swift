import ChildProcess
import Glibc

/// An installed PostgreSQL server.
struct ServerBinaries: Equatable {
  static let oldestMajor = 15

  let directory: String
  let major: Int

  /// - Parameter wantedMajor: that of the data directory; nil: the newest.
  static func find(_ settings: ClusterSettings, path: String?, wantedMajor: Int?) async throws(ClusterError)
    -> ServerBinaries
  {
    var found: [ServerBinaries] = []
    for directory in candidates(settings, path: path) {
      if let major = await major(of: directory) {
        found.append(ServerBinaries(directory: directory, major: major))
      } else if let given = settings.binaries {
        throw ClusterError(
          .binariesMissing, "there is no PostgreSQL server in '\(given)'",
          hint: "HATCHET_POSTGRES_BIN is to name the directory of 'postgres' and 'initdb'")
      }
    }
    return try choose(from: found, wantedMajor: wantedMajor)
  }

  static func choose(from found: [ServerBinaries], wantedMajor: Int?) throws(ClusterError) -> ServerBinaries {
    let newest = found.max { $0.major < $1.major }
    if let wantedMajor {
      if let match = found.first(where: { $0.major == wantedMajor }) { return match }
      guard let newest else { throw missing("PostgreSQL \(wantedMajor), which made the database, is not installed") }
      throw ClusterError(
        .versionMismatch,
        "the database was made by PostgreSQL \(wantedMajor), and the one in '\(newest.directory)' is \(newest.major)",
        hint:
          "install that one again (\(installCommand(major: wantedMajor))), or move the data directory away"
      )
    }
    guard let newest else { throw missing("no PostgreSQL server was found") }
    guard newest.major >= oldestMajor else {
      throw missing(
        "PostgreSQL \(newest.major) in '\(newest.directory)' is too old: \(oldestMajor) is the oldest that will do")
    }
    return newest
  }

  private static func missing(_ message: String) -> ClusterError {
    ClusterError(
      .binariesMissing, message,
      hint: "install it: \(installCommand(major: nil)); or set HATCHET_POSTGRES_BIN to its directory, "
        + "or HATCHET_DATABASE_URL to use a database of your own")
  }

  /// In the order of preference among the same version, each once.
  private static func candidates(_ settings: ClusterSettings, path: String?) -> [String] {
    if let given = settings.binaries { return [given] }
    var all: [String] = []
    for directory in (path ?? "").split(separator: ":") where access(directory + "/initdb", X_OK) == 0 {
      all.append(resolved(String(directory) + "/initdb"))
    }
    for base in ["/usr/lib/postgresql", "/usr/lib/postgresql-server", "/opt/postgresql"] {
      all += SmallFile.names(in: base).sorted().map { "\(base)/\($0)/bin" }
    }
    for base in ["/usr", "/opt", "/usr/libexec"] {
      let names = SmallFile.names(in: base).sorted().filter { $0.hasPrefix("pgsql-") || $0.hasPrefix("postgresql") }
      all += names.map { "\(base)/\($0)/bin" } + names.map { "\(base)/\($0)" }
    }
    all += ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
    var seen: Set<String> = []
    return all.filter {
      access($0 + "/postgres", X_OK) == 0 && access($0 + "/initdb", X_OK) == 0 && seen.insert($0).inserted
    }
  }

  /// Where a link in PATH leads: the server is beside the real program.
  private static func resolved(_ program: String) -> String {
    guard let real = realpath(program, nil) else { return program }
    defer { free(real) }
    return String(String(cString: real).dropLast("/initdb".count))
  }

  /// `postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)`
  private static func major(of directory: String) async -> Int? {
    var request = SpawnRequest([directory + "/postgres", "--version"])
    request.timeLimit = .seconds(10)
    request.error = .discard
    guard let result = try? await Child.run(request), result.exit.isSuccess else { return nil }
    let words = String(decoding: result.output, as: UTF8.self).split(separator: " ")
    return words.count > 2 ? Int(words[2].prefix { $0.isNumber }) : nil
  }

  /// For the machine's distribution.
  private static func installCommand(major: Int?) -> String {
    let facts = SmallFile.read("/etc/os-release") ?? ""
    let families = facts.split(separator: "\n").filter { $0.hasPrefix("ID=") || $0.hasPrefix("ID_LIKE=") }.joined()
    let version = major.map { "-\($0)" } ?? ""
    if families.contains("alpine") { return "apk add postgresql\(major.map { "\($0)" } ?? "")" }
    if families.contains("fedora") || families.contains("rhel") { return "dnf install postgresql\(version)-server" }
    if families.contains("arch") { return "pacman -S postgresql" }
    if families.contains("suse") { return "zypper install postgresql\(major.map { "\($0)" } ?? "")-server" }
    return "apt-get install postgresql\(version)"
  }
}
