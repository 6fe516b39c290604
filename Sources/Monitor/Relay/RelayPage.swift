import Database
import Store
import Time

/// What was new in the core's logs, in one snapshot of it.
struct RelayPage: Sendable {
  /// Runs that were enqueued in the same 10 s.
  struct Enqueued: Sendable {
    var moment: Timestamp
    var version: Int64
    var runs: Int64
  }

  var reading: LogCursor.Reading
  var enqueued: [Enqueued] = []
  /// How many runs, and the last of them: if they are as many as were asked for, there may be more.
  var runs = 0
  var lastRun: LogCursor.Position?
  /// The attempts as COPY gives them; nil: they are in the session's table already, for both are in one database.
  var attempts: [[UInt8]]?

  /// From the answers to `read_snapshot` and `relay_runs`.
  init(_ snapshot: Rows, _ runs: Rows) throws(DatabaseError) {
    let row = try snapshot.only()
    reading = LogCursor.Reading(snapshot: try row.get(0), takenAt: try row.get(1))
    for row in runs {
      let enqueued = Enqueued(moment: try row.get(0), version: try row.get(1), runs: try row.get(2))
      self.enqueued.append(enqueued)
      self.runs += Int(enqueued.runs)
      lastRun = .init(xid: try row.get(3), id: try row.get(4))
    }
  }
}

extension LogCursor {
  /// Moves over a page: `count` rows up to `last`, where at most `limit` were asked for.
  mutating func move(over count: Int, last: Position?, limit: Int, _ reading: Reading) {
    if count >= limit, let last { pause(reading, at: last) } else { complete(reading) }
  }

  /// The values of `move_relay_cursor`.
  func parameters(_ log: Log) -> Parameters {
    [log.rawValue, snapshot, floor, target?.snapshot, target?.floor, target?.position.xid, target?.position.id]
  }
}

/// What `batch_facts` says of the attempts of a page.
struct BatchFacts: Sendable {
  var rows: Int
  var last: LogCursor.Position
  var versions: [Int64]
  /// The days in which rows will lie, by their start.
  var days: Set<Timestamp>
  var oldest: Timestamp
  var newest: Timestamp
  /// Whether a task has ended that was tried before: its run may have ended before, too.
  var hasRepeats: Bool

  /// nil if there are no rows.
  init?(_ answer: Rows) throws(DatabaseError) {
    guard let row = answer.first else { return nil }
    rows = Int(try row.get(Int64.self, "rows"))
    last = .init(xid: try row.get("xid"), id: try row.get("run_id"))
    versions = try row.get("versions")
    days = Set(try row.get([Timestamp].self, "days"))
    oldest = try row.get("oldest")
    newest = try row.get("newest")
    hasRepeats = try row.get("again")
    let first = Day(containing: try row.get(Timestamp.self, "first"))
    let end = Day(containing: try row.get(Timestamp.self, "last"))
    if first <= end { for day in first...end { days.insert(day.start) } }
  }
}
