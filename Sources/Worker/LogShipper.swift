import Leader
import Store
import Synchronization

/// Carries log lines to the table in batches: the next batch is what came while the last was under way.
///
/// An attempt is reported only when its lines are stored. While the database is away the lines wait, up to a bound; then
/// whoever writes them waits, too.
final class LogShipper: Sendable {
  private struct State {
    var lines: [LogRow] = []
    var bytes = 0
    /// Lines handed in so far, and lines stored so far.
    var accepted = 0
    var stored = 0
    var waiters: [(upTo: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var writers: [CheckedContinuation<Void, Never>] = []
    var isClosed = false
  }

  private static let batch = 5000
  private static let capacity = 16 << 20

  private let state = Mutex(State())
  private let doorbell = Doorbell()

  /// Hands in lines; waits while there is no room.
  func append(_ lines: [LogRow]) async {
    let isFull = state.withLock { state in
      state.lines += lines
      state.accepted += lines.count
      state.bytes += lines.reduce(0) { $0 + $1.text.utf8.count + 64 }
      return state.bytes > Self.capacity && !state.isClosed
    }
    doorbell.ring()
    guard isFull else { return }
    await withCheckedContinuation { continuation in
      let hasRoom = state.withLock { state in
        if state.bytes > Self.capacity, !state.isClosed {
          state.writers.append(continuation)
          return false
        }
        return true
      }
      if hasRoom { continuation.resume() }
    }
  }

  /// Returns when all that was handed in before is stored, or the shipper is closed.
  func flush() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.stored < state.accepted, !state.isClosed {
          state.waiters.append((state.accepted, continuation))
          return false
        }
        return true
      }
      if isDone { continuation.resume() }
    }
  }

  /// Stores what comes by `store`, which retries by itself and fails only if it is hopeless, until the task is cancelled.
  func run(_ store: @Sendable ([LogRow]) async -> Bool) async {
    while !Task.isCancelled {
      let next = state.withLock { Array($0.lines.prefix(Self.batch)) }
      if next.isEmpty {
        await doorbell.wait(atMost: .seconds(60))
        continue
      }
      guard await store(next) else { continue }
      let ready = state.withLock { state in
        state.lines.removeFirst(next.count)
        state.bytes -= next.reduce(0) { $0 + $1.text.utf8.count + 64 }
        state.stored += next.count
        return Self.ready(&state)
      }
      for continuation in ready { continuation.resume() }
    }
    close()
  }

  /// Lets everybody go on who waits.
  func close() {
    let ready = state.withLock { state in
      state.isClosed = true
      return Self.ready(&state)
    }
    for continuation in ready { continuation.resume() }
  }

  private static func ready(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
    var ready: [CheckedContinuation<Void, Never>] = []
    if state.isClosed || state.bytes <= capacity / 2 {
      ready += state.writers
      state.writers = []
    }
    let (isClosed, stored) = (state.isClosed, state.stored)
    ready += state.waiters.filter { isClosed || $0.upTo <= stored }.map(\.continuation)
    state.waiters.removeAll { isClosed || $0.upTo <= stored }
    return ready
  }
}
