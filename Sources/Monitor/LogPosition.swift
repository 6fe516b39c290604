package import Engine
import Time

/// How far somebody has read the log of a run: a value, to be handed back with the next read.
///
/// Lines may become visible out of order: attempts are written by workers that commit when they like. So it remembers
/// for each attempt the first line that was not read, and those after it that were.
package struct LogPosition: Sendable {
  struct Attempt: Hashable, Sendable {
    var task: Int
    var attempt: Int32
  }

  struct Progress: Sendable {
    /// All lines before this one were read, or are not to be.
    var next: Int32
    /// Lines after `next` that were read, with their times.
    var ahead: [Int32: Timestamp] = [:]
  }

  package let run: RunID
  /// Of the tasks, in the order of the plan.
  package let names: [String]
  /// By ordinal, of the tasks to be read: attempts up to this one have their entry in `attempts`.
  private(set) var known: [Int: Int32] = [:]
  private(set) var attempts: [Attempt: Progress] = [:]
  /// By ordinal, the highest number of an attempt so far, of the tasks that have one.
  package internal(set) var tried: [Int: Int32] = [:]
  /// By ordinal, how many attempts the retries of its definition make at most.
  package internal(set) var allowed: [Int: Int32] = [:]
  /// When it was read last, by the database's clock.
  var readAt: Timestamp

  init(_ run: RunID, names: [String], at now: Timestamp) {
    self.run = run
    self.names = names
    readAt = now
  }

  /// Reads all attempts of that task, from their first line on.
  mutating func follow(_ task: Int) { known[task] = 0 }

  /// Reads that attempt from that line on.
  mutating func follow(_ attempt: Attempt, from line: Int32 = 1) {
    if attempts[attempt] == nil {
      // An attempt without a line yet may get some after a later one did.
      if let last = known[attempt.task], attempt.attempt > last {
        for missed in (last + 1)..<attempt.attempt {
          attempts[Attempt(task: attempt.task, attempt: missed)] = Progress(next: 1)
        }
        known[attempt.task] = attempt.attempt
      }
    }
    attempts[attempt] = Progress(next: line)
  }

  /// How many lines may come again.
  var aheadCount: Int { attempts.values.reduce(0) { $0 + $1.ahead.count } }

  /// Notes that a line was read. False if it had been before.
  mutating func take(_ attempt: Attempt, line: Int32, time: Timestamp) -> Bool {
    if attempts[attempt] == nil { follow(attempt) }
    guard var progress = attempts[attempt], line >= progress.next, progress.ahead[line] == nil else { return false }
    attempts[attempt] = nil
    progress.ahead[line] = time
    while progress.ahead.removeValue(forKey: progress.next) != nil { progress.next += 1 }
    attempts[attempt] = progress
    return true
  }

  /// No longer waits for a line that is missing before one that was written before `time`.
  mutating func settle(before time: Timestamp) {
    for (attempt, progress) in attempts {
      guard let last = progress.ahead.filter({ $0.value < time }).keys.max() else { continue }
      var settled = progress
      settled.next = last + 1
      settled.ahead = progress.ahead.filter { $0.key > last }
      while settled.ahead.removeValue(forKey: settled.next) != nil { settled.next += 1 }
      attempts[attempt] = settled
    }
  }
}
