import ChildProcess
import Hatchet
import Synchronization
import Terminal
import Time

/// What a worker says on stderr: a line an event, written by a thread of its own, since neither the leader nor an attempt
/// may wait for a terminal that somebody has stopped.
final class WorkerLog: Sendable {
  private enum Entry: Sendable {
    case line(String)
    case end(CheckedContinuation<Void, Never>)
  }

  /// So many lines wait to be written; more are counted, and left out.
  private static let capacity = 10_000

  private let queue = BlockingQueue<Entry>()
  private let state = Mutex((waiting: 0, missed: 0))
  private let output: Output

  init(_ output: Output) {
    self.output = output
    SystemThread.start("hatchet log") { [queue, self] in
      while true {
        var text = ""
        var ends: [CheckedContinuation<Void, Never>] = []
        let entries = queue.takeAll()
        for entry in entries {
          switch entry {
          case .line(let line): text += line + "\n"
          case .end(let continuation): ends.append(continuation)
          }
        }
        let missed = state.withLock { state in
          state.waiting -= entries.count - ends.count
          defer { state.missed = 0 }
          return state.missed
        }
        if missed > 0 { text += "\(HumanText.counted(missed, "line")) left out\n" }
        try? output.write(text)
        try? output.flush()
        for end in ends { end.resume() }
        if !ends.isEmpty { return }
      }
    }
  }

  /// Returns at once.
  func write(_ line: String) {
    let hasRoom = state.withLock { state in
      guard state.waiting < Self.capacity else {
        state.missed += 1
        return false
      }
      state.waiting += 1
      return true
    }
    if hasRoom { queue.append(.line(line)) }
  }

  /// Returns when all is written. Nothing is written afterwards.
  func close() async { await withCheckedContinuation { queue.append(.end($0)) } }
}
