import Engine
import Time

/// A rule that the engine has broken.
struct Violation: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The tables, as far as the engine knows of them. Everything in it is durable, but `volatile`.
struct ModelDatabase {
  struct AttemptRow {
    var outcome: Outcome
    /// Written by a worker, not by the engine.
    var isReport: Bool
    var endedAt: Timestamp
  }

  struct Cursor {
    var runs = 0
    var commands = 0
    var reports = 0
    var events = 0
  }

  // The logs, and how far leaders have got.
  var runs: [ArrivedRun] = []
  var commands: [(run: Int, mode: Replay.Mode?)] = []
  var reports: [Report] = []
  var cursor = Cursor()
  var events: [ArrivedEvent] = []
  var epoch: Int32 = 0
  /// Runs that somebody has asked to replay.
  var replayed: Set<RunID> = []
  var now = Timestamp(microseconds: 0)

  /// Runs that were put aside.
  private(set) var blocks: [Int64: (block: DeferredBlock, runs: [RunID])] = [:]
  private(set) var live: [TaskID: LiveTask] = [:]
  /// Late records: written, but not yet on the disk.
  private(set) var volatile: [LiveTask] = []
  private(set) var attempts: [TaskID: [Int32: AttemptRow]] = [:]
  private(set) var finished: [RunID: Status] = [:]
  /// What events did.
  private(set) var matches: [EventMatch] = []
  private var matched: Set<Match> = []

  private struct Match: Hashable {
    let event: EventID
    let task: TaskID
    let leaf: Int
  }

  /// All or nothing; a batch that does not fit the rows is the engine's mistake.
  mutating func commit(_ batch: Batch, reports: [Report], cursor: Cursor) throws {
    flush()
    for id in batch.liveDeletes where live.removeValue(forKey: id) == nil { throw Violation("delete of no row: \(id)") }
    for row in batch.liveInserts where live.updateValue(row, forKey: row.id) != nil {
      throw Violation("insert of a row that is there: \(row)")
    }
    for row in batch.liveUpdates where live.updateValue(row, forKey: row.id) == nil {
      throw Violation("update of no row: \(row)")
    }
    for row in batch.liveInserts + batch.liveUpdates { try check(row) }
    for row in batch.lateRecords {
      guard live[row.id] != nil else { throw Violation("late record of no row: \(row)") }
      volatile.append(row)
    }
    for deferral in batch.deferrals {
      guard blocks.updateValue((deferral.block, deferral.runs), forKey: deferral.block.id) == nil else {
        throw Violation("block \(deferral.block.id) is there already")
      }
    }
    for recall in batch.shrunkBlocks { try shrink(recall) }
    for id in batch.emptiedBlocks where blocks.removeValue(forKey: id) == nil { throw Violation("no block \(id)") }
    for row in batch.attempts {
      let highest = attempts[row.task]?.keys.max() ?? 0
      let isVerdict = row.worker == nil
      guard isVerdict ? row.attempt > highest : row.attempt >= highest else {
        throw Violation("attempt \(row.attempt) of \(row.task) after \(highest)")
      }
      insert(row.task, row.attempt, row.outcome, isReport: false)
    }
    // The leader writes the local worker's records; the remote ones are there.
    let accepted = Set(batch.recorded.map { Key(task: $0.task, attempt: $0.attempt) })
    for report in reports where accepted.contains(Key(task: report.task, attempt: report.attempt)) {
      insert(report.task, report.attempt, report.outcome, isReport: true)
    }
    for match in batch.eventMatches where match.error == nil {
      let id = TaskID(run: match.run!.number, ordinal: match.task!)
      guard
        matched.insert(Match(event: match.event.id, task: id, leaf: match.leaf!)).inserted
          || replayed.contains(match.run!)
      else { throw Violation("event \(match.event.id.number) wakes \(id) twice") }
      matches.append(match)
    }
    for finish in batch.runsFinished { finished[finish.run] = finish.status }
    for row in batch.liveInserts { finished[row.run] = nil }
    self.cursor = cursor
  }

  private mutating func shrink(_ recall: Recall) throws {
    guard var entry = blocks[recall.block] else { throw Violation("no block \(recall.block) to shrink") }
    entry.runs.removeAll { recall.runs.contains($0) }
    guard !entry.runs.isEmpty else { throw Violation("nothing is left of block \(recall.block)") }
    entry.block.count = entry.runs.count
    blocks[recall.block] = entry
  }

  /// A block as it is read when the engine asks for it.
  func recall(_ id: Int64) throws -> Recall {
    guard let (block, runs) = blocks[id] else { throw Violation("block \(id) is wanted, and not there") }
    return Recall(block: id, version: block.version, priority: block.priority, runs: runs, isWhole: true)
  }

  /// The first record of an attempt wins.
  mutating func insert(_ task: TaskID, _ attempt: Int32, _ outcome: Outcome, isReport: Bool) {
    guard attempts[task]?[attempt] == nil else { return }
    attempts[task, default: [:]][attempt] = AttemptRow(outcome: outcome, isReport: isReport, endedAt: now)
  }

  /// What was written without waiting reaches the disk, in order with all else.
  mutating func flush() {
    for row in volatile where live[row.id] != nil { live[row.id] = row }
    volatile = []
  }

  mutating func loseVolatile() { volatile = [] }

  /// The last word on each task of a run that has one.
  func facts(_ run: RunID, taskCount: Int) -> [FinishedTask] {
    (0..<taskCount).compactMap { ordinal in
      let id = TaskID(run: run.number, ordinal: ordinal)
      guard let last = attempts[id]?.max(by: { $0.key < $1.key }) else { return nil }
      return FinishedTask(id: id, attempt: last.key, outcome: last.value.outcome, endedAt: last.value.endedAt)
    }
  }

  private struct Key: Hashable {
    let task: TaskID
    let attempt: Int32
  }

  /// What the table's constraints will say.
  private func check(_ row: LiveTask) throws {
    let isRunning = row.state == .running
    let isSound =
      (row.worker != nil) == isRunning && (row.startedAt != nil) == isRunning
      && (row.queuedAt == nil) == (row.state == .waiting) && (row.wakeAt == nil || row.state == .waiting)
      && (row.stopping == nil || isRunning)
      && (!isRunning || row.attempt > 0) && row.losses < Engine.lossBudget
    guard isSound else { throw Violation("an impossible row: \(row)") }
  }
}
