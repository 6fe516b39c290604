import Store
import Terminal
import Time

/// What becomes of the partitions of a day.
struct PruneRow: Sendable {
  enum Action: String, Sendable {
    case drop, keep
  }

  var day: Day
  var action: Action
  /// Nil where they are kept, and not counted.
  var partitions: Int?
  var estimatedRows: Int64?
  var bytes: Int64
  var reason: String

  /// By day; of a day whose log lines are kept while its runs go there are two.
  static func rows(_ plan: PartitionTable.Plan, age: Duration) -> [PruneRow] {
    let dropped = Dictionary(grouping: plan.dropped, by: \.day).map { day, partitions in
      PruneRow(
        day: day, action: .drop, partitions: partitions.count,
        // -1 is one that the planner has never looked at, which is so of nearly empty ones.
        estimatedRows: partitions.reduce(0) { $0 + max(0, $1.estimatedRows) },
        bytes: partitions.reduce(0) { $0 + $1.bytes }, reason: "older than \(DurationText.canonical(age))")
    }
    let kept = plan.kept.map { day, runs, bytes in
      PruneRow(
        day: day, action: .keep, bytes: bytes,
        reason: runs > 0
          ? HumanText.counted(runs, "unfinished run") : "log lines, commands or events that are still needed")
    }
    return (dropped + kept).sorted { ($0.day, $0.action.rawValue) < ($1.day, $1.action.rawValue) }
  }

  static var columns: [Column<PruneRow>] {
    [
      Column("day") { .text($0.day.text) },
      Column("action") { .text($0.action.rawValue, style: $0.action == .drop ? .failure : .success) },
      Column("partitions", alignment: .right) { .count($0.partitions) },
      Column("estimated_rows", header: "ROWS", alignment: .right) { .count($0.estimatedRows) },
      Column("bytes", header: "SIZE", alignment: .right) { .bytes($0.bytes) },
      Column("reason", canShrink: true) { .text($0.reason) },
    ]
  }
}
