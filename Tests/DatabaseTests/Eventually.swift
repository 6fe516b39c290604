import Database
import TestSupport
import Testing

struct NeverHappened: Error, CustomStringConvertible {
  let description: String
}

/// Waits for what has no event to wait for, by asking again and again.
func eventually(_ what: String, within limit: Duration = .seconds(20), _ isTrue: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + limit
  while try await !isTrue() {
    guard .now < end else { throw NeverHappened(description: "not within \(limit): \(what)") }
    await Task.yield()
  }
}

extension TestDatabase {
  /// What the server says that a connection does: `idle`, `active`, …, or the event that it waits for.
  static func activity(of connection: Connection, waiting: Bool = false) async throws -> String? {
    let rows = try await observer.value.execute(
      "select state, wait_event from pg_stat_activity where pid = $1", [connection.backendProcessID])
    return try rows.first?.get(String?.self, waiting ? 1 : 0)
  }

  private static let observer = Task { try await shared().connect(name: "observer") }

  static func terminate(_ connection: Connection) async throws {
    try await observer.value.execute("select pg_terminate_backend($1)", [connection.backendProcessID])
  }
}
