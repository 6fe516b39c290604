import ChildProcess

/// How a server is stopped; `pg_ctl`'s words.
package enum StopMode: String, CaseIterable, Sendable {
  /// Waits until the clients have gone.
  case smart
  /// Ends their connections, rolling back what they had open.
  case fast
  /// Like a crash, to be recovered from at the next start.
  case immediate

  var signal: Signal {
    switch self {
    case .smart: .terminate
    case .fast: .interrupt
    case .immediate: .quit
    }
  }
}

extension Cluster {
  /// Stops the server.
  /// - Returns: whether it ran.
  /// - Throws: `stopFailed` if it still runs after `limit`.
  @discardableResult
  package func stop(_ mode: StopMode = .fast, within limit: Duration = .seconds(60)) async throws(ClusterError) -> Bool
  {
    guard Postmaster(dataDirectory: location.dataDirectory) != nil else { return false }
    let lock = try await FileLock.take(location.lockFile, exclusive: true, within: limit)
    defer { lock.release() }
    return try await stopServer(mode, within: limit)
  }

  /// With the lock held.
  func stopServer(_ mode: StopMode, within limit: Duration) async throws(ClusterError) -> Bool {
    guard let server = Postmaster(dataDirectory: location.dataDirectory) else { return false }
    server.watch.signal(mode.signal)
    guard await server.watch.waitForEnd(within: limit) else {
      throw ClusterError(
        .stopFailed,
        "PostgreSQL (process \(server.processID)) still runs \(limit.components.seconds) s after it was told to stop",
        hint: mode == .smart
          ? "it waits for its clients to go; the mode 'fast' does not" : "its log is in '\(location.logDirectory)'")
    }
    return true
  }
}
