import Database
import Monitor
package import Store
package import Time

extension Client {
  /// What is older than `age` by the database's clock, to the day. Today is never part of it.
  ///
  /// Throws `unreachable`, `schema`.
  package func prunePlan(olderThan age: Duration) async throws(HatchetError) -> PartitionTable.Plan {
    let day = Day(containing: try await databaseTime() - max(.zero, age))
    return try await rethrowing { () async throws(StoreError) in try await partitionTable.plan(before: day) }
  }

  /// Drops what the plan says, after ending what an earlier, interrupted drop left. `tell` hears of each partition that
  /// is gone.
  ///
  /// Throws `failed` if a partition is in use for longer than 10 s: those before it are gone then.
  package func prune(
    _ plan: PartitionTable.Plan, tell: (PartitionTable.Partition) -> Void = { _ in }
  ) async throws(HatchetError) {
    try await finishDrops()
    // The runs of a day go first: a run without its attempts would look as if it had never been taken in.
    let inOrder = plan.dropped.sorted { ($0.day, $0.log == "run" ? 0 : 1) < ($1.day, $1.log == "run" ? 0 : 1) }
    for partition in inOrder {
      try await rethrowing { () async throws(StoreError) in try await partitionTable.drop(partition) }
      tell(partition)
    }
  }

  /// Drops what the monitor has of the days that a plan drops, or that were dropped before. Returns how many partitions
  /// that were.
  package func pruneMonitor(_ plan: PartitionTable.Plan) async throws -> Int {
    let kept = Set(plan.kept.lazy.filter { $0.runs > 0 }.map(\.day))
    return try await withMonitor { try await $0.prune(before: plan.before, keeping: kept) }
  }

  /// Ends what an interrupted `prune` left half-way.
  package func finishDrops() async throws(HatchetError) {
    try await rethrowing { () async throws(StoreError) in try await partitionTable.finishDrops() }
  }

  /// The database's clock, which all stored times are of.
  package func databaseTime() async throws(HatchetError) -> Timestamp {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once("read_snapshot")).only().get(2)
    } catch {
      throw HatchetError(error)
    }
  }
}
