import Database
import Engine
import JSON
package import Store
import Time

extension RunReader {
  /// How many runs at most one call looks at, if it has to look at each.
  package static let searchLimit = 50_000
  /// Of those, how many in one round trip.
  static let stride = 1000
  /// How far back a list goes unasked.
  package static let defaultWindow = Duration.seconds(86400)
  /// Two sessions may take number and time in different orders; they differ by far less than this.
  static let clockSlack = Duration.seconds(60)
  /// How many numbers one round trip goes over, if the database looks at each.
  static let stretch: Int64 = 500_000

  /// Runs, the newest first (in the order of their numbers).
  ///
  /// Costs what the page costs, however many runs there are: no index holds a status, so a filter by status or metadata
  /// looks at `searchLimit` runs at most, and a page may be cut short. Unfinished ones alone are found by their live
  /// tasks. With a `monitor` that is not behind, its index finds what has ended, by workflow and status.
  package func list(
    _ filter: RunFilter = RunFilter(), monitor: MonitorReader? = nil
  ) async throws(StoreError) -> RunPage {
    var search = try await RunSearch(filter, numbers(filter))
    if let workflow = filter.workflow {
      search.versions = try await versions(of: workflow)
      if search.versions?.isEmpty == true { return RunPage(runs: [], hasMore: false, isCutShort: false) }
    }
    var monitor = filter.isFoundByMonitor ? monitor : nil
    while !search.isOver {
      let stride: [RunRow]
      if search.isUnfinishedOnly {
        stride = try await unfinished(&search)
      } else if let reader = monitor, let found = try await indexed(&search, reader) {
        stride = found
      } else {
        monitor = nil
        stride = try await rows(&search)
      }
      let facts = try await facts(of: stride.map(\.id))
      for row in stride {
        guard search.takesMore else { break }
        // Without facts it was pruned just now.
        if let facts = facts[row.id] { search.consider(row, facts) }
      }
    }
    return search.page
  }

  /// The bounds of time as bounds of numbers.
  private func numbers(_ filter: RunFilter) async throws(StoreError) -> RunSearch.Numbers {
    let now = try await now()
    let since = filter.since ?? now - Self.defaultWindow
    var calls = [number(at: since - Self.clockSlack)]
    if let until = filter.until { calls.append(number(at: until + Self.clockSlack)) }
    do throws(DatabaseError) {
      let answers = try await connection.pipeline(calls)
      // No row: nothing was created that day, and the bounds of time suffice.
      let floor = try answers[0].first?.get(Int64.self, 0)
      let ceiling = try answers.count < 2 ? nil : answers[1].first?.get(Int64.self, 0)
      let until = min(filter.until ?? .latest, now + .seconds(3600))
      return RunSearch.Numbers(since: since, until: until, floor: floor ?? 0, ceiling: ceiling ?? RunSearch.ceiling)
    } catch {
      throw StoreError(error)
    }
  }

  private func number(at time: Timestamp) -> Call {
    let day = Day(containing: time)
    return Call(statements.once("run_number_at"), [time, day.start, day.advanced(by: 1).start])
  }

  private func versions(of workflow: String) async throws(StoreError) -> [Int64] {
    let rows = try await rows("versions_of", [workflow])
    return try decoding { () throws(DatabaseError) in try rows.decode(Int64.self) }
  }

  /// The next stretch of all runs.
  private func rows(_ search: inout RunSearch) async throws(StoreError) -> [RunRow] {
    let limit = search.looksAtEach ? Self.stride : search.wanted
    let answer = try await rows(
      "scan_runs",
      [
        search.numbers.since, search.numbers.until, search.numbers.floor, search.below, Self.stretch, search.versions,
        Int64(limit),
      ])
    let (floor, found) = try decoding { () throws(DatabaseError) in
      (try answer.first?.get(Int64.self, 0), try answer.decode(RunRow.init(row:)).compactMap(\.self))
    }
    guard let floor else {
      search.end()
      return []
    }
    let end = found.count == limit ? found.last?.id.number ?? floor : floor
    let first = found.first?.id.number ?? floor + Self.stretch
    search.moveOn(to: end, found: found.count, numbers: first - end)
    return found
  }

  /// The next stretch of the unfinished ones: those with live tasks, those that the leader has
  /// put aside, and those that no leader has read.
  private func unfinished(_ search: inout RunSearch) async throws(StoreError) -> [RunRow] {
    let runs = try await unfinishedRuns(search)
    guard let last = runs.last?.number else {
      search.end()
      return []
    }
    search.moveOn(to: last, found: runs.count, numbers: 0)
    if last < search.numbers.floor { search.end() }
    return try await load(runs.filter(search.isInRange))
  }

  /// The newest `stride` of them that are below where the search is, in order.
  private func unfinishedRuns(_ search: RunSearch) async throws(StoreError) -> [RunID] {
    let live: Parameters = [search.below, Int64(Self.stride), search.versions]
    // The cursor first: a run that is taken in meanwhile is found twice, rather than not at all.
    var untaken = try await UntakenRuns.read(connection, statements).parameters
    untaken.append(search.below)
    untaken.append(Int64(Self.stride))
    untaken.append(search.versions)
    let answers = try await connection.snapshot(
      [
        Call(statements.once("live_runs"), live), Call(statements.once("deferred_runs"), live),
        Call(statements.once("untaken_runs"), untaken),
      ], statements)
    let found = try decoding { () throws(DatabaseError) in
      var found: Set<RunID> = []
      for answer in answers {
        for row in answer { found.insert(RunID(number: try row.get(0), createdAt: try row.get(1))) }
      }
      return found
    }
    return Array(found.sorted { $0.number > $1.number }.prefix(Self.stride))
  }

  /// The next stretch of those that the monitor's index finds, and of the unfinished ones; nil if the monitor is behind.
  private func indexed(_ search: inout RunSearch, _ monitor: MonitorReader) async throws(StoreError) -> [RunRow]? {
    // The unfinished ones first: one that ends meanwhile is found twice, rather than not at all.
    let unfinished = search.includesUnfinished ? try await unfinishedRuns(search) : []
    let limit = search.mayMissIndexed ? Self.stride : search.wanted
    guard let ended = await monitor.ended(search, limit: limit) else { return nil }
    // Down to here, both are known.
    var low: Int64 = 0
    if ended.count == limit, let last = ended.last { low = max(low, last.number) }
    if unfinished.count == Self.stride, let last = unfinished.last { low = max(low, last.number) }
    let runs = Set(ended + unfinished).filter { $0.number >= low && search.isInRange($0) }
    search.moveOn(to: low, found: runs.count, numbers: 0)
    if low <= search.numbers.floor { search.end() }
    return try await load(Array(runs))
  }

  /// The newest first.
  private func load(_ runs: [RunID]) async throws(StoreError) -> [RunRow] {
    guard !runs.isEmpty else { return [] }
    let rows = try await rows("load_runs", .runs(runs))
    return try decoding { () throws(DatabaseError) in try rows.decode(RunRow.init(row:)).compactMap(\.self) }
  }
}
