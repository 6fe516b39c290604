import Database
package import Engine
package import Monitor
package import Store

extension Client {
  /// Tells that something has happened, committed when this returns. `data` and `metadata` are JSON documents, the
  /// latter an object; `scope` is what filters of workflows may ask for.
  ///
  /// Returns the event's id. Throws `usage` (a key or scope that is empty or longer than 1000 bytes; no JSON).
  public func pushEvent(
    _ key: String, data: String = "{}", scope: String? = nil, metadata: String? = nil
  ) async throws(HatchetError) -> String {
    try await push(
      EventTable.Entry(
        key: key, payload: JSONText(data), scope: scope, metadata: metadata.map { JSONText($0) })
    ).text
  }

  package func push(_ entry: EventTable.Entry) async throws(HatchetError) -> EventID {
    try await rethrowing { () async throws(StoreError) in try await eventTable.push(entry) }
  }

  package var eventTable: EventTable { EventTable(connection, statements) }
  package var eventReader: EventReader { EventReader(connection, statements) }
}
