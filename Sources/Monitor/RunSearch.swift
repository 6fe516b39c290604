import Database
import Engine
import JSON
import Time

/// One call of `list` on its way: what it looks for, how far it is, what it has found.
struct RunSearch {
  /// Bounds of time, and what they mean in numbers: a little wider.
  struct Numbers {
    var since: Timestamp
    var until: Timestamp
    var floor: Int64
    var ceiling: Int64
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

  init(_ filter: RunFilter, _ numbers: Numbers) {
    self.filter = filter
    self.numbers = numbers
    below = min(numbers.ceiling, filter.before?.number ?? Self.ceiling)
  }

  /// One more than fits the page tells whether there is another.
  var wanted: Int { max(1, filter.limit) + 1 - found.count }
  var takesMore: Bool { wanted > 0 }

  var looksAtEach: Bool { !filter.statuses.isEmpty || !filter.metadata.isEmpty || filter.error != nil }
  /// Whether a run that is not finished may be what is looked for.
  var includesUnfinished: Bool { filter.statuses.isEmpty || filter.statuses.contains { !$0.isFinal } }
  /// Of the final ones.
  var finalStatuses: [Status] {
    let final: [Status] = [.completed, .failed, .cancelled]
    return filter.statuses.isEmpty ? final : final.filter(filter.statuses.contains)
  }
  /// Whether what an index finds may not be what is looked for all the same.
  var mayMissIndexed: Bool {
    !filter.metadata.isEmpty || filter.error != nil || (includesUnfinished && !filter.statuses.isEmpty)
  }
  var isUnfinishedOnly: Bool { !filter.statuses.isEmpty && filter.statuses.allSatisfy { !$0.isFinal } }
  private var isTired: Bool { looks >= RunReader.searchLimit }
  var isOver: Bool { isExhausted || !takesMore || isTired }

  /// There are no more.
  mutating func end() { isExhausted = true }

  /// Looked at `found` runs, among `numbers` numbers that the database went over: two hundred of these cost about as
  /// much as one of the former.
  mutating func moveOn(to number: Int64, found: Int, numbers: Int64) {
    below = number
    looks += max(looksAtEach ? found : 0, Int(numbers / 200), 1)
  }

  func isInRange(_ run: RunID) -> Bool { run.createdAt >= numbers.since && run.createdAt < numbers.until }

  /// Takes it if it is what is looked for.
  mutating func consider(_ row: RunRow, _ facts: RunFacts) {
    guard isInRange(row.id), versions?.contains(row.version.rawValue) ?? true, hasMetadata(row) else { return }
    let summary = RunSummary(row, facts)
    guard filter.statuses.isEmpty || filter.statuses.contains(summary.status) else { return }
    if let text = filter.error, summary.error?.contains(text) != true { return }
    found.append(summary)
  }

  private func hasMetadata(_ row: RunRow) -> Bool {
    guard !filter.metadata.isEmpty else { return true }
    guard let text = row.metadata, let object = try? JSONParser.parse(text.utf8).object else { return false }
    return filter.metadata.allSatisfy { key, value in
      object[key].map { ($0.string ?? JSONWriter.text($0)) == value } ?? false
    }
  }

  /// What was found.
  var page: RunPage {
    if !takesMore {
      let runs = Array(found.dropLast())
      return RunPage(runs: runs, hasMore: true, next: runs.last?.id, isCutShort: false)
    }
    guard !isExhausted else { return RunPage(runs: found, hasMore: false, isCutShort: false) }
    return RunPage(
      runs: found, hasMore: true, next: RunID(number: below, createdAt: found.last?.createdAt ?? numbers.since),
      isCutShort: true)
  }
}

extension Timestamp {
  /// Later than any: the year 9999.
  static let latest = Timestamp(microseconds: 253_402_300_799_000_000)
}
