import Synchronization

/// The lines of a child's standard output or standard error, in batches as they come; for one reader.
///
/// At most 256 KiB wait here: a reader that is slower than the child makes the child wait, and no other. The sequence
/// ends when the pipe does (before `Child.result()` returns), or when the reading task is cancelled.
package final class ChildLines: AsyncSequence, Sendable {
  package struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate let lines: ChildLines

    package mutating func next() async -> [LogLine]? {
      await lines.next()
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> [LogLine]? {
      await lines.next()
    }
  }

  private struct State {
    var buffer: [LogLine] = []
    var bytes = 0
    var ended = false
    var paused = false
    var reader: CheckedContinuation<[LogLine]?, Never>?
  }

  static let capacity = 256 << 10

  private let state = Mutex(State())
  /// Tells the reactor to read on.
  private let resume: @Sendable () -> Void

  init(resume: @escaping @Sendable () -> Void) {
    self.resume = resume
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(lines: self)
  }

  /// - Parameter cancellable: whether the cancellation of the calling task ends the wait, with nil.
  func next(cancellable: Bool = true) async -> [LogLine]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (answer, resumes): ([LogLine]??, Bool) = state.withLock { state in
          if cancellable && Task.isCancelled { return (.some(nil), false) }
          if state.buffer.isEmpty && !state.ended {
            state.reader = continuation
            return (nil, false)
          }
          defer {
            state.buffer = []
            state.bytes = 0
            state.paused = false
          }
          return (.some(state.buffer.isEmpty ? nil : state.buffer), state.paused)
        }
        if resumes { resume() }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      guard cancellable else { return }
      let reader = state.withLock { $0.reader.take() }
      reader?.resume(returning: nil)
    }
  }

  /// - Returns: whether there is room for more; if not, `resume` is called when there is.
  func append(_ lines: [LogLine]) -> Bool {
    if lines.isEmpty { return true }
    let (reader, room) = state.withLock { state -> (CheckedContinuation<[LogLine]?, Never>?, Bool) in
      if let reader = state.reader.take() { return (reader, true) }
      state.buffer += lines
      // An empty line costs memory too.
      for line in lines { state.bytes += line.bytes.count + 48 }
      state.paused = state.bytes >= ChildLines.capacity
      return (nil, !state.paused)
    }
    reader?.resume(returning: lines)
    return room
  }

  func end() {
    let reader = state.withLock { state in
      state.ended = true
      return state.reader.take()
    }
    reader?.resume(returning: nil)
  }
}
