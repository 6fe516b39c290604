package import Database
import Engine
package import Store
import Time

/// A candidate for the leadership of a namespace, for as long as it runs: it stands by, leads, and when the leadership
/// is interrupted starts over from the tables.
package struct LeaderService: Sendable {
  private static let longestPause = Duration.seconds(10)
  /// For the server to end a session.
  private static let deposition = Duration.milliseconds(50)

  private let target: ConnectionTarget
  private let statements: Statements
  private let inbox: LeaderInbox
  private let holder: String
  private let pace: LeaderPace
  private let tell: @Sendable (LeaderEvent) -> Void

  /// `holder` tells people who leads: a host and a process id. `tell` must return at once.
  package init(
    _ target: ConnectionTarget, _ statements: Statements, inbox: LeaderInbox, holder: String,
    pace: LeaderPace = LeaderPace(), tell: @escaping @Sendable (LeaderEvent) -> Void
  ) {
    self.target = target
    self.statements = statements
    self.inbox = inbox
    self.holder = holder
    self.pace = pace
    self.tell = tell
  }

  /// Runs until asked to step down (by the inbox), or cancelled.
  package func run() async {
    var failures = 0
    while !Task.isCancelled, !mayLeave {
      var led: ContinuousClock.Instant?
      do throws(StoreError) {
        try await stand { led = .now }
      } catch {
        tell(.interrupted(error))
        // One that is elected and fails again and again, for the database takes nothing, is no better than one that isn't.
        failures = led.map { .now - $0 > Self.longestPause } == true ? 1 : failures + 1
        await pause(after: failures)
      }
    }
  }

  /// Somebody asked for it, and no local worker needs a leader any more.
  private var mayLeave: Bool { inbox.shouldStepDown && inbox.localWorkers.isEmpty }

  /// One connection's life as a candidate, and as the leader if it comes to that: then it calls `didLead`.
  private func stand(didLead: () -> Void) async throws(StoreError) {
    let connection: Connection
    do throws(DatabaseError) {
      connection = try await Connection.open(target, name: "hatchet leader")
    } catch {
      throw StoreError(error)
    }
    let ringer = Task { [inbox] in
      for await notification in connection.notifications {
        notification.payload == "worker" ? inbox.noteWorkerNews() : inbox.noteLogNews()
      }
      inbox.doorbell.ring()
    }
    defer { ringer.cancel() }
    do throws(StoreError) {
      if var leadership = try await waitForTurn(connection) {
        leadership.tellTrouble = { [tell] error in tell(.interrupted(error)) }
        try await lead(leadership, didLead)
      }
      await connection.close()
    } catch {
      await connection.close()
      throw error
    }
  }

  /// nil if asked to leave before it came to it.
  private func waitForTurn(_ connection: Connection) async throws(StoreError) -> Leadership? {
    let election = Election(connection, statements)
    do throws(DatabaseError) {
      try await connection.listen(statements.namespace.leaderChannel)
    } catch {
      throw StoreError(error)
    }
    var isAnnounced = false
    while !Task.isCancelled, !mayLeave {
      switch try await election.attempt(as: holder) {
      case .elected(let leadership):
        return leadership
      case .held(let holder, let quiet):
        if let quiet, quiet > pace.silence, try await election.depose(silentFor: pace.silence) {
          tell(.deposed(holder: holder))
          await inbox.doorbell.wait(atMost: Self.deposition)
          continue
        }
        if !isAnnounced { tell(.standingBy(holder: holder)) }
        isAnnounced = true
        // Not a moment longer than it takes to see that the leader hangs.
        let left = quiet.map { pace.silence - $0 + .milliseconds(20) } ?? pace.standBy
        await inbox.doorbell.wait(atMost: left > .zero ? min(left, pace.standBy) : pace.standBy)
      }
    }
    return nil
  }

  private func lead(_ leadership: Leadership, _ didLead: () -> Void) async throws(StoreError) {
    let housekeeper = Housekeeper(target, statements)
    let housekeeping = Task { await housekeeper.run() }
    let beating = Task { await housekeeper.keepBeating(leadership.beatAlone) }
    let watching = Task { await leadership.watch() }
    inbox.beginLeading()
    defer {
      watching.cancel()
      beating.cancel()
      housekeeping.cancel()
      inbox.endLeading()
    }
    var loop = try await LeaderLoop(
      leadership, inbox: inbox, housekeeper: housekeeper, pace: pace,
      seed: UInt64(truncatingIfNeeded: leadership.epoch), tell: tell)
    beating.cancel()
    didLead()
    tell(.elected(epoch: leadership.epoch, afterCrash: !leadership.afterCleanEnd))
    try await loop.run()
    await leadership.end()
    tell(.steppedDown)
  }

  /// Exponential, with full jitter.
  private func pause(after failures: Int) async {
    let bound = min(Self.longestPause, .milliseconds(100 << min(failures, 8)))
    let limit = Duration.microseconds(Int64.random(in: 0...bound.microseconds))
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end, !Task.isCancelled, !mayLeave {
      await inbox.doorbell.wait(atMost: end - .now)
    }
  }
}
