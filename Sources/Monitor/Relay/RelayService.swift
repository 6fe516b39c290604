import Database
import Leader
package import Store
import Synchronization

/// The relay of a process, for as long as it runs: it relays while the process leads. If the monitor cannot be
/// written, the engine goes on, and this tries again until it can.
package final class RelayService: Sendable {
  private struct State {
    var isLeading = false
    var isLeaving = false
    /// Something has happened since the last batch.
    var hasNews = false
    /// Somebody waits for what has happened.
    var isUrgent = false
    /// It rests, and is to be woken by news.
    var isResting = false
  }

  private let open: @Sendable () async throws(StoreError) -> RelayLinks
  private let statements: Statements
  private let pace: RelayPace
  private let tell: @Sendable (RelayEvent) -> Void
  private let state = Mutex(State())
  private let bell = Doorbell()

  /// - Parameters:
  ///   - open: connects to the two databases, and makes sure that the monitor's schema is there.
  ///   - tell: must return at once.
  package init(
    _ statements: Statements, pace: RelayPace = RelayPace(),
    open: @escaping @Sendable () async throws(StoreError) -> RelayLinks,
    tell: @escaping @Sendable (RelayEvent) -> Void
  ) {
    self.statements = statements
    self.pace = pace
    self.open = open
    self.tell = tell
  }

  /// The process leads from now on, or no more.
  package func lead(_ isLeading: Bool) {
    state.withLock { $0.isLeading = isLeading }
    bell.ring()
  }

  /// Something has happened that is worth a batch, though not at once.
  package func noteNews() {
    let isResting = state.withLock { state in
      state.hasNews = true
      defer { state.isResting = false }
      return state.isResting
    }
    if isResting { bell.ring() }
  }

  /// Completes what it can, if it relays, and ends.
  package func leave() {
    state.withLock { $0.isLeaving = true }
    bell.ring()
  }

  private var mayRelay: Bool { state.withLock { $0.isLeading } && !Task.isCancelled }
  private var isLeaving: Bool { state.withLock { $0.isLeaving } || Task.isCancelled }

  /// Runs until asked to leave, or cancelled.
  package func run() async {
    var failures = 0
    var hasServed = false
    while true {
      // Asked to leave before it came to it, it relays once all the same: what was done is to be seen.
      if isLeaving, hasServed || !mayRelay { return }
      guard mayRelay else {
        await bell.wait(atMost: .seconds(3600))
        continue
      }
      hasServed = true
      do throws(StoreError) {
        try await serve {
          if failures > 0 { tell(.resumed) }
          failures = 0
        }
      } catch {
        if failures == 0 { tell(.interrupted(error)) }
        failures += 1
        await pause(after: failures)
      }
    }
  }

  /// One life of the connections. `didCatchUp`: the monitor is complete.
  private func serve(_ didCatchUp: () -> Void) async throws(StoreError) {
    let links = try await open()
    let listening = Task { [weak self] in
      for await _ in links.monitor.notifications { self?.noteUrgency() }
      // The connection has ended.
      self?.noteUrgency()
    }
    defer { listening.cancel() }
    do throws(StoreError) {
      if var relay = try await takePlace(links) { try await work(&relay, didCatchUp) }
      await links.close()
    } catch {
      await links.close()
      throw error
    }
  }

  private func noteUrgency() {
    state.withLock { ($0.hasNews, $0.isUrgent) = (true, true) }
    bell.ring()
  }

  /// nil if it leads no more before it comes to that.
  private func takePlace(_ links: RelayLinks) async throws(StoreError) -> Relay? {
    var isFirst = true
    repeat {
      if let relay = try await Relay.begin(links) {
        do throws(DatabaseError) {
          try await links.monitor.listen(statements.namespace.relayChannel)
        } catch {
          throw StoreError(error)
        }
        return relay
      }
      if !isFirst { try await links.depose(silentFor: pace.silence) }
      isFirst = false
      await bell.wait(atMost: pace.standBy)
    } while mayRelay && !isLeaving
    return nil
  }

  private func work(_ relay: inout Relay, _ didCatchUp: () -> Void) async throws(StoreError) {
    if relay.isOfAnotherCluster {
      tell(.rebuilding)
      try await relay.startOver()
    }
    // Somebody may have asked before it listened.
    state.withLock { $0.isUrgent = true }
    while mayRelay, !isLeaving {
      let isUrgent = state.withLock { state in
        defer { (state.hasNews, state.isUrgent) = (false, false) }
        return state.isUrgent
      }
      let pass = try await relay.pass(storing: isUrgent)
      guard !pass.hasMore else { continue }
      didCatchUp()
      await rest()
    }
    let end = ContinuousClock.now + pace.farewell
    while mayRelay, ContinuousClock.now < end, try await relay.pass(storing: true).hasMore {}
  }

  /// Returns when it is time for the next batch.
  private func rest() async {
    await pass(pace.pause)
    let isQuiet = state.withLock { state in
      state.isResting = !state.hasNews && !state.isLeaving && state.isLeading
      return state.isResting
    }
    guard isQuiet else { return }
    await bell.wait(atMost: pace.poll)
    state.withLock { $0.isResting = false }
    await pass(pace.gathering)
  }

  /// Lets so much time go by, unless somebody waits.
  private func pass(_ time: Duration) async {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end, !isLeaving, state.withLock({ !$0.isUrgent && $0.isLeading }) {
      await bell.wait(atMost: end - .now)
    }
  }

  /// Exponential, with full jitter.
  private func pause(after failures: Int) async {
    let bound = min(pace.longestRetry, pace.firstRetry * (1 << min(failures, 10)))
    let end = ContinuousClock.now + bound * Double.random(in: 0.5...1)
    while ContinuousClock.now < end, mayRelay, !isLeaving { await bell.wait(atMost: end - .now) }
  }
}
