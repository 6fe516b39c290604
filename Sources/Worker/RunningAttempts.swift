import ChildProcess
import Engine

/// The attempts that a worker has, from the order to the report.
struct RunningAttempts {
  struct Entry {
    var attempt: Int32
    var run: RunID
    var isRemote: Bool
    /// Set while it runs.
    var handle: (any StoppableAttempt)?
    var teardown = Teardown.standard
    /// Why it was stopped by this worker.
    var stop: Stop?
  }

  enum Stop: Equatable {
    /// The leader asked for it.
    case cancelled
    /// The run's time is over.
    case overdue
    /// The worker leaves.
    case released
    /// Somebody else has the attempt's task now: its end is reported to nobody.
    case disowned
  }

  private(set) var entries: [TaskID: Entry] = [:]

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }

  /// False if that attempt, or one after it, is here already.
  mutating func add(_ task: TaskID, _ entry: Entry) -> Bool {
    if let present = entries[task], present.attempt >= entry.attempt { return false }
    entries[task] = entry
    return true
  }

  /// It runs, and is stopped by `teardown`: at once if that was asked for before.
  mutating func started(_ task: TaskID, attempt: Int32, _ handle: any StoppableAttempt, _ teardown: Teardown) {
    guard entries[task]?.attempt == attempt else { return handle.stop(.kill) }
    entries[task]?.handle = handle
    entries[task]?.teardown = teardown
    if let entry = entries[task], let stop = entry.stop { stopRunning(entry, for: stop) }
  }

  /// nil attempt: whichever is here.
  mutating func stop(_ task: TaskID, attempt: Int32?, for reason: Stop) {
    guard let entry = entries[task], attempt == nil || entry.attempt == attempt, entry.stop != .disowned else { return }
    entries[task]?.stop = reason
    stopRunning(entry, for: reason)
  }

  mutating func stopAll(for reason: Stop, where isMeant: (Entry) -> Bool = { _ in true }) {
    for (task, entry) in entries where isMeant(entry) { stop(task, attempt: nil, for: reason) }
  }

  /// Takes it out; nil if another attempt has taken its place.
  mutating func finish(_ task: TaskID, attempt: Int32) -> Entry? {
    guard entries[task]?.attempt == attempt else { return nil }
    return entries.removeValue(forKey: task)
  }

  private func stopRunning(_ entry: Entry, for reason: Stop) {
    entry.handle?.stop(reason == .disowned ? .kill : entry.teardown)
  }
}
