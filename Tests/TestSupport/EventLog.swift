import Synchronization

/// What happened, in order, for a test that waits until something has happened.
package final class EventLog<Event: Sendable>: Sendable {
  private struct State {
    var events: [Event] = []
    var waiters: [Int: Waiter] = [:]
    var lastWaiter = 0
  }

  private struct Waiter {
    var isOver: @Sendable ([Event]) -> Bool
    var continuation: CheckedContinuation<Void, Never>
  }

  private let state = Mutex(State())

  package init() {}

  package func append(_ event: Event) {
    let ready = state.withLock { state in
      state.events.append(event)
      let ready = state.waiters.filter { $0.value.isOver(state.events) }
      for number in ready.keys { state.waiters[number] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  package var events: [Event] { state.withLock(\.events) }

  /// Returns all events as soon as `isOver` holds for them. Throws after `limit`.
  @discardableResult
  package func wait(
    for what: String, atMost limit: Duration = .seconds(60), until isOver: @escaping @Sendable ([Event]) -> Bool
  ) async throws -> [Event] {
    let number = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    let alarm = Task {
      try await Task.sleep(for: limit)
      state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume()
    }
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if isOver(state.events) { return true }
        state.waiters[number] = Waiter(isOver: isOver, continuation: continuation)
        return false
      }
      if isReady { continuation.resume() }
    }
    alarm.cancel()
    let events = events
    guard isOver(events) else { throw NeverHappened(what: what, instead: "\(events.suffix(20))") }
    return events
  }

  /// The first event that `value` picks, as soon as there is one. Throws after `limit`.
  package func first<Value: Sendable>(
    _ what: String, atMost limit: Duration = .seconds(60), _ value: @escaping @Sendable (Event) -> Value?
  ) async throws -> Value {
    let events = try await wait(for: what, atMost: limit) { $0.contains { value($0) != nil } }
    guard let found = events.lazy.compactMap(value).first else { throw NeverHappened(what: what, instead: "nothing") }
    return found
  }
}

/// A test waited for this in vain.
package struct NeverHappened: Error, CustomStringConvertible {
  let what: String
  let instead: String

  package var description: String { "waited in vain for \(what); there was: \(instead)" }
}

/// Asks again and again until the answer is not nil, and returns it. For what nobody gives notice of; throws after
/// `limit`.
package func eventually<Value: Sendable>(
  _ what: String, atMost limit: Duration = .seconds(60), _ answer: () async throws -> Value?
) async throws -> Value {
  let deadline = ContinuousClock.now + limit
  while true {
    if let value = try await answer() { return value }
    guard ContinuousClock.now < deadline else { throw NeverHappened(what: what, instead: "nothing") }
    try await Task.sleep(for: .milliseconds(10))
  }
}
