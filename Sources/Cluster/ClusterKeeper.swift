import ChildProcess
import Database
import Glibc

/// A small process that stops the private server when nobody has used it for some time. `Cluster.ensureRunning()`
/// starts it, unless one is there.
package enum ClusterKeeper {
  /// Keeps until the server is gone. Returns at once if another keeper keeps the same server, or there is none to keep.
  /// - Parameters:
  ///   - home: `ClusterLocation.home`.
  ///   - idle: since the last process that used it, and with no client of any other kind.
  package static func run(home: String, idle: Duration) async throws(ClusterError) {
    let location = ClusterLocation(home: home)
    let cluster = Cluster(location: location)
    // One whose server is gone may be about to leave.
    let lock: FileLock
    do {
      lock = try await FileLock.take(location.keeperFile, exclusive: true, within: .seconds(5))
    } catch  where error.code == .busy {
      return
    }
    defer { lock.release() }
    guard let server = Postmaster(dataDirectory: location.dataDirectory) else { return }

    let interval = min(max(idle / 10, .milliseconds(20)), .seconds(10))
    var idleSince: ContinuousClock.Instant?
    var lastTouch: Int64?
    while await !server.watch.waitForEnd(within: interval) {
      // While it is in use nobody asks the server; while it is not, a connection every ten seconds is nothing.
      let touch = touchIfUnused(location)
      let isIdle = if touch == nil || touch != lastTouch { false } else { await hasNoClients(cluster, server) }
      lastTouch = touch
      // Counted from the first look that found nobody, so it is never too short.
      let since = isIdle ? idleSince ?? .now : nil
      idleSince = since
      if let since, since.duration(to: .now) >= idle, try await stop(cluster, lastTouch: touch) { return }
    }
  }

  /// - Returns: when the last user came or went; nil if there is one.
  private static func touchIfUnused(_ location: ClusterLocation) -> Int64? {
    guard let users = try? FileLock.take(location.usersFile, exclusive: true) else { return nil }
    defer { users.release() }
    return users.touched
  }

  /// - Returns: false if somebody has come after all.
  private static func stop(_ cluster: Cluster, lastTouch: Int64?) async throws(ClusterError) -> Bool {
    guard let lock = try FileLock.take(cluster.location.lockFile, exclusive: true) else { return false }
    defer { lock.release() }
    // While this one is held nobody new can come: who does waits for it, then finds the server stopped.
    guard let users = try FileLock.take(cluster.location.usersFile, exclusive: true) else { return false }
    defer { users.release() }
    guard users.touched == lastTouch else { return false }
    _ = try await cluster.stopServer(.fast, within: .seconds(60))
    return true
  }

  /// `psql` and other programs that know the socket use the server too.
  private static func hasNoClients(_ cluster: Cluster, _ server: Postmaster) async -> Bool {
    let target = cluster.target(socketDirectory: server.socketDirectory).setting("dbname", "postgres")
    guard let connection = try? await Connection.open(target, name: "hatchet keeper", timeout: .seconds(5)) else {
      return false
    }
    let rows = try? await connection.simple(
      "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1",
      timeout: .seconds(5))
    await connection.close()
    return rows?.first?.isEmpty == true
  }
}
