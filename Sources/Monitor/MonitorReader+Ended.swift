import Database
import Engine
import Store
import Time

extension MonitorReader {
  /// The newest `limit` runs that have ended as the search wants it, from where it is on; nil if the monitor cannot tell,
  /// for it is behind, or away.
  func ended(_ search: RunSearch, limit: Int) async -> [RunID]? {
    let (filter, numbers) = (search.filter, search.numbers)
    let statuses = search.finalStatuses.map(\.rawValue)
    let range: [any PostgresCodable] = [
      statuses, numbers.since, numbers.until, numbers.floor, search.below, Int64(limit),
    ]
    do {
      guard try await catchUp().isCurrent else { return nil }
      let isRare = filter.workflow == nil && !search.finalStatuses.contains(.completed)
      var parameters: Parameters = isRare ? [] : [filter.workflow]
      for value in range { value.bind(to: &parameters) }
      let rows = try await monitor.execute(statements.once(isRare ? "ended_badly" : "ended_runs"), parameters)
      return try rows.decode(Int64.self, Timestamp.self).map { RunID(number: $0, createdAt: $1) }
    } catch {
      return nil
    }
  }
}
