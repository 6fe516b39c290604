import Engine
import Leader
import Store
import Synchronization

/// Attempts that ended under a leader elsewhere, on their way to the log: batches by back-pressure, each kept until it is
/// committed.
final class ReportOutbox: Sendable {
  struct Letter: Sendable {
    var row: AttemptRow
    /// What `final` would be, had the attempt failed.
    var failureIsFinal: Bool

    /// Instead of a record that the table does not take, for then nobody would ever hear of the attempt's end.
    func replaced(because reason: String) -> AttemptRow {
      var row = row
      (row.outcome, row.final, row.output) = (.failed, failureIsFinal, nil)
      row.error = "unable to store the attempt's record: \(reason)"
      return row
    }
  }

  private struct State {
    var letters: [Letter] = []
    var inFlight = 0
  }

  /// Of rows in one statement: outputs are large at times.
  private static let bytesAtOnce = 16 << 20

  private let state = Mutex(State())
  private let doorbell = Doorbell()

  func append(_ letter: Letter) {
    state.withLock { $0.letters.append(letter) }
    doorbell.ring()
  }

  /// Whether all that was handed in is committed.
  var isIdle: Bool { state.withLock { $0.letters.isEmpty && $0.inFlight == 0 } }

  /// Commits by `store`, which retries by itself and is false only if the task was cancelled, until the task is.
  func run(_ store: @Sendable ([Letter]) async -> Bool) async {
    while !Task.isCancelled {
      let batch = state.withLock { Self.take(&$0) }
      if batch.isEmpty {
        await doorbell.wait(atMost: .seconds(60))
        continue
      }
      let isStored = await store(batch)
      state.withLock { state in
        state.inFlight = 0
        if !isStored { state.letters = batch + state.letters }
      }
    }
  }

  private static func take(_ state: inout State) -> [Letter] {
    var bytes = 0
    let end = state.letters.firstIndex { letter in
      bytes += letter.row.size
      return bytes > bytesAtOnce
    }
    let batch = Array(state.letters.prefix(max(1, end ?? state.letters.count)))
    state.letters.removeFirst(batch.count)
    state.inFlight = batch.count
    return batch
  }
}
