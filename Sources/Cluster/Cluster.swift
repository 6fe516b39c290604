import ChildProcess
package import Database
import Glibc
import Synchronization

/// A private PostgreSQL server, shared by all hatchet processes of a user: made and started when the first needs it,
/// stopped by a keeper some time after the last has gone.
///
/// It listens on a Unix socket in a directory of one user alone, where whoever may enter needs no password.
package actor Cluster {
  package nonisolated let location: ClusterLocation
  let settings: ClusterSettings
  /// Held from the first `ensureRunning()` on.
  private var membership: FileLock?

  package init(location: ClusterLocation, settings: ClusterSettings = ClusterSettings()) {
    self.location = location
    self.settings = settings
  }

  private static let all = Mutex<[ClusterLocation: Cluster]>([:])

  /// The one at a location in this process, which stays a user of it until it ends.
  /// - Parameter settings: count if it is the first call for this location.
  package static func shared(_ location: ClusterLocation, settings: ClusterSettings = ClusterSettings()) -> Cluster {
    all.withLock { all in
      if let known = all[location] { return known }
      let made = Cluster(location: location, settings: settings)
      all[location] = made
      return made
    }
  }

  /// The one that the environment says: see `ClusterLocation` and `ClusterSettings`.
  /// - Throws: `noPlace`, `invalidSetting`.
  package static func shared(environment: [String: String]) throws(ClusterError) -> Cluster {
    shared(try ClusterLocation(environment: environment), settings: try ClusterSettings(environment: environment))
  }

  /// Starts the server unless it runs, makes it unless it is there, and says how to connect.
  ///
  /// From now on this process counts as a user, until it ends or calls `leave()`. Costs some 0.1 ms if the server
  /// runs; does not connect. Two first callers do not race; a server that was killed is recovered.
  package func ensureRunning() async throws(ClusterError) -> ConnectionTarget {
    try makeHome()
    if membership == nil {
      // The keeper holds it alone for an instant now and then, and while it stops the server.
      membership = try await FileLock.take(location.usersFile, exclusive: false, within: .seconds(60))
    }
    membership?.touch()
    if let server = Postmaster(dataDirectory: location.dataDirectory), server.isReady {
      try await ensureKeeper()
      return target(socketDirectory: server.socketDirectory)
    }
    let lock = try await FileLock.take(location.lockFile, exclusive: true, within: settings.startLimit)
    defer { lock.release() }
    let server = try await startedServer()
    try await ensureKeeper()
    return target(socketDirectory: server.socketDirectory)
  }

  /// No longer a user: the server may be stopped when it has been idle for long enough.
  package func leave() {
    membership?.touch()
    membership?.release()
    membership = nil
  }

  /// How to connect, and where to find `psql`'s way in, whether it runs or not.
  package nonisolated func url() -> String {
    let running = Postmaster(dataDirectory: location.dataDirectory)?.socketDirectory
    return url(socketDirectory: running.flatMap { $0.isEmpty ? nil : $0 } ?? socketDirectory)
  }

  /// Whether it was made at all: if not, the first `ensureRunning()` takes seconds.
  package nonisolated var isMade: Bool { majorVersion != nil }

  /// Whether it accepts connections. Costs a look at a file.
  package nonisolated var isRunning: Bool { Postmaster(dataDirectory: location.dataDirectory)?.isReady ?? false }

  package nonisolated func status() async -> ClusterStatus {
    let server = Postmaster(dataDirectory: location.dataDirectory)
    let major = majorVersion
    let keeper = try? FileLock.take(location.keeperFile, exclusive: true)
    keeper?.release()
    return ClusterStatus(
      state: server.map { $0.isReady ? .running : .changing } ?? (major == nil ? .absent : .stopped),
      processID: server?.processID,
      started: server?.started,
      dataDirectory: location.dataDirectory,
      logDirectory: location.logDirectory,
      socketDirectory: server?.socketDirectory ?? socketDirectory,
      majorVersion: major,
      bytes: major == nil ? nil : await size(),
      hasKeeper: server != nil && keeper == nil,
      url: url())
  }

  // MARK: what the other files need

  nonisolated var socketDirectory: String {
    location.socketDirectory(runtimeDirectory: settings.runtimeDirectory)
  }

  /// Of the data directory; nil if there is none.
  nonisolated var majorVersion: Int? {
    SmallFile.read(location.dataDirectory + "/PG_VERSION").flatMap { Int($0.prefix { $0.isNumber }) }
  }

  nonisolated func target(socketDirectory: String) -> ConnectionTarget {
    ConnectionTarget(settings: [
      "host": socketDirectory, "port": ServerConfiguration.port, "user": ServerConfiguration.role,
      "dbname": ServerConfiguration.role,
    ])
  }

  private nonisolated func url(socketDirectory: String) -> String {
    let role = ServerConfiguration.role
    return
      "postgresql:///\(role)?host=\(Self.percentEncoded(socketDirectory))&port=\(ServerConfiguration.port)&user=\(role)"
  }

  static func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let character = Character(UnicodeScalar(byte))
      if byte < 0x80 && (character.isLetter || character.isNumber || "/-._~".contains(character)) {
        result.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }

  func makeHome() throws(ClusterError) {
    // As root the server's user has to pass through.
    try PrivateDirectory.make(location.home, mode: geteuid() == 0 ? 0o711 : 0o700)
  }

  private nonisolated func size() async -> Int64? {
    var request = SpawnRequest(["du", "-sk", location.dataDirectory], environment: ["PATH": "/usr/bin:/bin"])
    request.timeLimit = .seconds(10)
    request.error = .discard
    guard let result = try? await Child.run(request) else { return nil }
    return Int64(String(decoding: result.output.prefix { $0 != 9 }, as: UTF8.self)).map { $0 * 1024 }
  }

  private func ensureKeeper() async throws(ClusterError) {
    guard let program = settings.keeper, let idle = settings.idle,
      let lock = try FileLock.take(location.keeperFile, exclusive: true)
    else { return }
    lock.release()
    let seconds = Double(idle.components.seconds) + Double(idle.components.attoseconds) / 1e18
    var request = SpawnRequest(program + [location.home, "\(seconds)"], environment: ["PATH": "/usr/bin:/bin"])
    request.directory = "/"
    request.lifetime = .detached
    request.output = .discard
    request.error = .append(path: location.keeperLog)
    // Without one the server runs on, which is no reason to fail what somebody wants of it.
    _ = try? await Child.spawn(request)
  }
}
