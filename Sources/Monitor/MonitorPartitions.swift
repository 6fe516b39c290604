import Database
package import Store
package import Time

extension MonitorReader {
  /// Drops what the monitor has of days before `day`, but for those in `kept`. Returns how many partitions that were. If
  /// somebody reads one for longer than 10 s, it fails and may be tried again.
  package func prune(before day: Day, keeping kept: Set<Day>) async throws(StoreError) -> Int {
    do throws(DatabaseError) {
      let rows = try await monitor.execute(statements.once("list_monitor_partitions"), [day.text])
      let partitions = try rows.decode(String.self, String.self)
        .filter { partition in !kept.contains { $0.text == partition.1 } }
      guard !partitions.isEmpty else { return 0 }
      _ = try await monitor.simple("set lock_timeout = '10s'")
      for (name, _) in partitions {
        _ = try await monitor.simple(
          statements.text("drop_monitor_partition", replacing: ["$PARTITION": name.sqlIdentifier]))
      }
      return partitions.count
    } catch {
      throw StoreError(error)
    }
  }
}
