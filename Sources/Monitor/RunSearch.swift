import Database
import Engine
import JSON
import Time

/// One call of `list` on its way: what it looks for, how far it is, what it has found.
struct RunSearch {
  /// Bounds of time, and what they mean in numbers: a little wider.
  struct Numbers {
    var since: Timestamp
    var floor: Int64
    var ceiling: Int64?
  }

  let filter: RunFilter
  let numbers: Numbers
  /// Numbers from here on were looked at.
  var below: Int64
  /// nil: any.
  var versions: [Int64]?
  private var found: [RunSummary] = []
  private var looks = 0
  private var isExhausted = false

  /// No number reaches this.
  static let ceiling: Int64 = 1 << 50

  init(_ filter: RunFilter, number: Numbers) {
    self.filter = filter
    self.numbers = number
    below = min(number.ceiling ?? Self.ceiling, filter.before?.number ?? Self.ceiling)
  }

  var since: Timestamp { numbers.since }
  var until: Timestamp { filter.until ?? Timestamp(microseconds: Self.farFuture) }

  /// The year 9999.
  private static let farFuture: Int64 = 253_402_300_799_000_000

  /// One more than fits the page tells whether there is another.
  var wanted: Int { max(1, filter.limit) + 1 - found.count }
  var takesMore: Bool { wanted > 0 }

  var looksAtEach: Bool { !filter.statuses.isEmpty || !filter.metadata.isEmpty }
  var isUnfinishedOnly: Bool { !filter.statuses.isEmpty && filter.statuses.allSatisfy { !$0.isFinal } }
  private var isTired: Bool { looks >= RunReader.searchLimit }
  var isOver: Bool { isExhausted || !takesMore || isTired }

  /// There are no more.
  mutating func end() { isExhausted = true }

  /// A stretch without any costs about as much as that many found.
  mutating func countLook(_ runs: Int) { looks += looksAtEach ? max(runs, 1) : RunReader.searchLimit / 20 }

  func isInRange(_ run: RunID) -> Bool { run.createdAt >= since && run.createdAt < until }

  /// Takes it if it is what is looked for.
  mutating func consider(_ row: RunRow, _ facts: RunFacts) {
    guard isInRange(row.id), versions?.contains(row.version.rawValue) ?? true, hasMetadata(row) else { return }
    let summary = RunSummary(row, facts)
    guard filter.statuses.isEmpty || filter.statuses.contains(summary.status) else { return }
    found.append(summary)
  }

  private func hasMetadata(_ row: RunRow) -> Bool {
    guard !filter.metadata.isEmpty else { return true }
    guard let text = row.metadata, let object = try? JSONParser.parse(text.utf8).object else { return false }
    return filter.metadata.allSatisfy { key, value in
      object[key].map { ($0.string ?? JSONWriter.text($0)) == value } ?? false
    }
  }

  var page: RunPage {
    if !takesMore {
      let runs = Array(found.dropLast())
      return RunPage(runs: runs, hasMore: true, next: runs.last?.id, isCutShort: false)
    }
    guard !isExhausted else { return RunPage(runs: found, hasMore: false, isCutShort: false) }
    return RunPage(
      runs: found, hasMore: true, next: RunID(number: below, createdAt: found.last?.createdAt ?? since),
      isCutShort: true)
  }
}
