package import Database
package import Store
package import Time

/// What the relay keeps for people to look at, for a reader of both databases.
package struct MonitorReader: Sendable {
  /// How long a reader waits for the relay to catch up with it.
  package static let patience = Duration.milliseconds(500)

  let core: Connection
  /// May be the same.
  let monitor: Connection
  let statements: Statements

  package init(core: Connection, monitor: Connection, _ statements: Statements) {
    self.core = core
    self.monitor = monitor
    self.statements = statements
  }

  /// How much of what has happened the monitor shows.
  package enum Freshness: Sendable {
    /// All that had happened when the reader asked.
    case current
    /// What had happened until about then; nil: nothing yet.
    case behind(Timestamp?, why: Reason)

    package enum Reason: String, Sendable {
      case noRelay = "no engine is running"
      case rebuilding = "it is being rebuilt"
      case lagging = "it lags behind"
    }

    package var isCurrent: Bool { if case .current = self { true } else { false } }
  }

  /// Waits until the relay has passed what the core shows now, so that what somebody has just done is what is seen.
  package func catchUp(within patience: Duration = patience) async throws(StoreError) -> Freshness {
    do throws(DatabaseError) {
      let snapshot = try await core.execute(statements.once("read_snapshot")).only().get(Snapshot.self, 0)
      return try await wait(for: snapshot, patience)
    } catch {
      throw StoreError(error)
    }
  }

  private func wait(for snapshot: Snapshot, _ patience: Duration) async throws(DatabaseError) -> Freshness {
    let end = ContinuousClock.now + patience
    var pause = Duration.milliseconds(2)
    var lastAsked: ContinuousClock.Instant?
    while true {
      let state = try RelayState(try await monitor.pipeline(RelayState.calls(statements)))
      if state.isRebuilding {
        _ = try await monitor.execute(statements.once("wake_relay"))
        return .behind(nil, why: .rebuilding)
      }
      if state.hasPassed(snapshot) { return .current }
      if !state.isAlive {
        guard try await hasMore(than: state) else { return .current }
        // Where somebody leads, there is going to be one.
        let leader = try await core.execute(statements.once("read_leader")).first
        guard try leader?.get(Bool.self, "alive") ?? false else { return .behind(state.movedAt, why: .noRelay) }
      }
      guard ContinuousClock.now < end else { return .behind(state.movedAt, why: .lagging) }
      // Again, should the first have come before it listened.
      if lastAsked.map({ .now - $0 > .milliseconds(100) }) ?? true {
        _ = try await monitor.execute(statements.once("wake_relay"))
        lastAsked = .now
      }
      try? await Task.sleep(for: pause)
      pause = min(pause * 3 / 2, .milliseconds(20))
    }
  }

  /// Whether the core holds anything that the relay has not read.
  private func hasMore(than state: RelayState) async throws(DatabaseError) -> Bool {
    guard state.runs.target == nil, state.attempts.target == nil else { return true }
    let (runs, attempts) = (state.runs.snapshot, state.attempts.snapshot)
    return try await core.execute(
      statements.once("has_unrelayed"),
      [runs.xmax, runs.xip, attempts.xmax, attempts.xip, state.runs.floor - .seconds(3600)]
    ).only().get(0)
  }
}
