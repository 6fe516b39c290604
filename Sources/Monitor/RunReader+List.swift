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
  /// How many numbers one round trip goes over, if the database looks at each.
  static let stretch: Int64 = 500_000

  /// Runs, the newest first (in the order of their numbers).
  ///
  /// Costs what the page costs, however many runs there are: no index holds a status, so a filter by status or metadata
  /// looks at `searchLimit` runs at most, and a page may be cut short. Unfinished ones alone are found by their live
  /// tasks.
  package func list(_ filter: RunFilter = RunFilter()) async throws(StoreError) -> RunPage {
    var search = try await RunSearch(filter, number: numbers(filter))
    if let workflow = filter.workflow {
      search.versions = try await versions(of: workflow)
      if search.versions?.isEmpty == true { return RunPage(runs: [], hasMore: false, isCutShort: false) }
    }
    while !search.isOver {
      let stride =
        search.isUnfinishedOnly ? try await unfinished(&search) : try await rows(&search)
      let facts = try await facts(of: stride.map(\.id))
      for row in stride {
        guard let facts = facts[row.id.number], search.takesMore else { break }
        search.consider(row, facts)
      }
    }
    return search.page
  }

  /// The bounds of time as bounds of numbers.
  private func numbers(_ filter: RunFilter) async throws(StoreError) -> RunSearch.Numbers {
    // Two sessions may take number and time in different orders; they differ by far less than this.
    let slack = Duration.seconds(60)
    let statement = statements.once("run_number_at")
    do throws(DatabaseError) {
      var calls = [Call(statement, [filter.since.map { $0 - slack }])]
      if let until = filter.until { calls.append(Call(statement, [until + slack])) }
      let answers = try await connection.pipeline(calls)
      let (moment, floor) = try answers[0].only().get(Timestamp.self, Int64?.self)
      let ceiling = try answers.count < 2 ? nil : answers[1].only().get(Int64?.self, 1)
      return RunSearch.Numbers(since: filter.since ?? moment, floor: floor ?? 0, ceiling: ceiling)
    } catch {
      throw StoreError(error)
    }
  }

  private func versions(of workflow: String) async throws(StoreError) -> [Int64] {
    let rows = try await rows("versions_of", [workflow])
    return try decoding { () throws(DatabaseError) in try rows.decode { (row) throws(DatabaseError) in try row.get(0) }
    }
  }

  /// The next stretch of all runs.
  private func rows(_ search: inout RunSearch) async throws(StoreError) -> [RunRow] {
    let limit = search.looksAtEach ? Self.stride : search.wanted
    let answer = try await rows(
      "scan_runs",
      [
        search.since, search.until, search.numbers.floor, search.below, Self.stretch, search.versions, Int64(limit),
      ])
    let (floor, found) = try decoding { () throws(DatabaseError) in
      (try answer.first?.get(Int64.self, 0), try answer.decode(RunRow.init(row:)).compactMap(\.self))
    }
    guard let floor else {
      search.end()
      return []
    }
    search.below = found.count == limit ? found.last?.id.number ?? floor : floor
    search.countLook(found.count)
    return found
  }

  /// The next stretch of the unfinished ones: those with live tasks, and those that no leader has read.
  private func unfinished(_ search: inout RunSearch) async throws(StoreError) -> [RunRow] {
    let parameters: Parameters = [search.below, Int64(Self.stride)]
    let calls = [
      Call(statements.once("live_runs"), parameters), Call(statements.once("untaken_runs"), parameters),
    ]
    let answers = try await connection.snapshot(calls, statements)
    let found = try decoding { () throws(DatabaseError) in
      try (answers[0].decode(Int64.self, Timestamp.self) + answers[1].decode(Int64.self, Timestamp.self))
    }
    var times: [Int64: Timestamp] = [:]
    for (number, createdAt) in found { times[number] = createdAt }
    let numbers = times.keys.sorted(by: >).prefix(Self.stride)
    guard let last = numbers.last else {
      search.end()
      return []
    }
    search.below = last
    search.countLook(numbers.count)
    if last < search.numbers.floor { search.end() }
    let wanted = numbers.filter { search.isInRange(RunID(number: $0, createdAt: times[$0] ?? search.since)) }
    let rows = try await rows("load_runs", [wanted, wanted.map { times[$0] ?? search.since }])
    return try decoding { () throws(DatabaseError) in try rows.decode(RunRow.init(row:)).compactMap(\.self) }
  }
}
