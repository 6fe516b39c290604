import Database
import Engine
import Store
import TestSupport
import Testing

@testable import Monitor

@Suite struct HistoryFillTests {
  @Test func everyRunHasAnAttemptAndNoLeaderReadsIt() async throws {
    let database = try await TestDatabase.migrated()
    let version = try await database.apply(#"{"name":"w","tasks":{"t":{"exec":["true"]}}}"#, name: "w")
    let connections = [try await database.connect(), try await database.connect()]
    let statements = Statements(.standard)
    try await HistoryFill(connections, statements).fill(1000, of: VersionID(rawValue: version))
    #expect(
      try await database.rows(
        """
        select count(*), count(distinct r.id), count(distinct hatchet.day_of(r.created_at)), min(r.id), max(r.id),
          count(*) filter (where a.outcome = 'failed'), max(r.created_at) < hatchet.day_start(hatchet.day_of(now()))
        from hatchet.run r join hatchet.attempt a on a.run_id = r.id and a.run_created_at = r.created_at and a.final
        """) == [["1000", "1000", "30", "1", "1000", "10", "t"]])
    #expect(try await RunLog(connections[0], statements).isIdle())
    let next = try await RunLog(connections[0], statements).enqueue(.init(workflow: "w"))
    #expect(next.number == 1001)
    for connection in connections { await connection.close() }
  }

  @Test(arguments: [0, 1, 29, 30, 31, 1000]) func theDaysShareThemOut(count: Int) {
    let shares = HistoryFill.shares(of: count)
    #expect(shares.map(\.count).reduce(0, +) == count)
    #expect(shares.map(\.daysAgo) == (1...Int32(HistoryFill.days)).reversed())
    for (share, next) in zip(shares, shares.dropFirst()) { #expect(share.first + share.count == next.first) }
    #expect((shares.map(\.count).max() ?? 0) - (shares.map(\.count).min() ?? 0) <= 1)
  }
}
