import Database
import Store
import Time

extension Relay {
  /// Writes a page whose attempts are in the session's table, and moves the cursors: all in `transaction`.
  func write(
    _ page: RelayPage, _ facts: BatchFacts?, storing: Bool, in transaction: some Queryable, core: some Queryable
  ) async throws -> (Relay, Pass) {
    var next = self
    next.state.runs.move(over: page.runs, last: page.lastRun, limit: limit, page.reading)
    next.state.attempts.move(over: facts?.rows ?? 0, last: facts?.last, limit: limit, page.reading)
    let hasMore =
      next.state.runs.snapshot != page.reading.snapshot || next.state.attempts.snapshot != page.reading.snapshot
    let pass = Pass(runs: page.runs, attempts: facts?.rows ?? 0, hasMore: hasMore)
    guard page.runs > 0 || facts != nil || storing || (state.isRebuilding && !hasMore) else { return (next, pass) }

    try await next.meet(Set(page.enqueued.map(\.version)).union(facts?.versions ?? []), in: transaction, core: core)
    try await next.makeDays(
      (facts?.days ?? []).union(page.enqueued.map { Day(containing: $0.moment).start }), in: transaction)
    next.state.systemIdentifier = systemIdentifier
    next.state.events += Int64(pass.attempts)
    next.state.isRebuilding = state.isRebuilding && hasMore
    let statements = links.statements
    let calls =
      next.batch(page, facts) + [
        Call(statements["move_relay_cursor"], next.state.runs.parameters(.run)),
        Call(statements["move_relay_cursor"], next.state.attempts.parameters(.attempt)),
        Call(
          statements["move_relay"], [state.moves, Int64(pass.attempts), systemIdentifier, next.state.isRebuilding]),
      ]
    guard let moved = try await transaction.pipeline(calls).last?.first else {
      throw Self.overtaken
    }
    next.state.moves = try moved.get(0)
    return (next, pass)
  }

  private func batch(_ page: RelayPage, _ facts: BatchFacts?) -> [Call] {
    let statements = links.statements
    var calls: [Call] = []
    if !page.enqueued.isEmpty {
      var values = Parameters()
      values.append(each: page.enqueued) { $0.moment }
      values.append(each: page.enqueued) { $0.version }
      values.append(each: page.enqueued) { $0.runs }
      calls.append(Call(statements["tally_enqueued"], values))
    }
    if let facts {
      calls += [Call(statements["write_events"]), Call(statements["write_simple_runs"])]
      if facts.hasRepeats || facts.versions.contains(where: { versions[$0, default: 1] > 1 }) {
        let bounds: Parameters = [facts.oldest, facts.newest]
        calls += [
          Call(statements["find_ended"], bounds), Call(statements["take_back"], bounds),
          Call(statements["write_ended"]),
        ]
      }
      calls += [Call(statements["tally_starts"]), Call(statements["tally_ends"]), Call(statements["write_latencies"])]
    }
    if !calls.isEmpty { calls.append(Call(statements["write_rollups"])) }
    return calls
  }

  /// Makes sure that the monitor knows these versions.
  private mutating func meet(
    _ versions: Set<Int64>, in transaction: some Queryable, core: some Queryable
  ) async throws(DatabaseError) {
    let unknown = versions.filter { self.versions[$0] == nil }
    guard !unknown.isEmpty else { return }
    let rows = try await core.execute(links.statements.once("load_version_facts"), [Array(unknown)])
    let found = try rows.decode(Int64.self, String.self, Int32.self)
    var values = Parameters()
    values.append(each: found) { $0.0 }
    values.append(each: found) { $0.1 }
    values.append(each: found) { $0.2 }
    _ = try await transaction.execute(links.statements.once("put_workflow_names"), [found.map(\.1)])
    _ = try await transaction.execute(links.statements.once("put_versions"), values)
    for (id, _, tasks) in found { self.versions[id] = tasks }
  }

  private mutating func makeDays(
    _ days: Set<Timestamp>, in transaction: some Queryable
  ) async throws(DatabaseError) {
    let missing = days.subtracting(self.days)
    guard !missing.isEmpty else { return }
    _ = try await transaction.execute(links.statements.once("make_monitor_partitions"), [Array(missing)])
    self.days.formUnion(missing)
  }
}
