import Cluster
package import Database

/// Finds the database that settings mean; without a URL it is the private one, started if it does not run.
package struct DatabaseLocation: Sendable {
  private let settings: Settings

  package init(_ settings: Settings) { self.settings = settings }

  package func target() async throws(HatchetError) -> ConnectionTarget {
    guard let url = settings.database else { return try await privateTarget() }
    do throws(DatabaseError) {
      return try ConnectionTarget(url).withSafeDefaults
    } catch {
      throw HatchetError(.usage, error.message, hint: error.hint)
    }
  }
}

extension DatabaseLocation {
  fileprivate func privateTarget() async throws(HatchetError) -> ConnectionTarget {
    throw HatchetError(.unreachable, "no database is named", hint: "set HATCHET_DATABASE_URL")
  }
}

extension DatabaseLocation {
  /// Whether it could be reached without starting anything.
  package var isRunning: Bool { settings.database != nil }
}
