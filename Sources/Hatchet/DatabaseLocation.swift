package import Cluster
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
  /// Where the monitor is; nil: in the same database.
  package func monitorTarget() throws(HatchetError) -> ConnectionTarget? {
    guard let url = settings.monitor else { return nil }
    do throws(DatabaseError) {
      return try ConnectionTarget(url).withSafeDefaults
    } catch {
      throw HatchetError(.usage, "the monitor's database: \(error.message)", hint: error.hint)
    }
  }

  /// Of the private PostgreSQL.
  package func cluster() throws(HatchetError) -> Cluster {
    do throws(ClusterError) {
      return try Cluster.shared(environment: settings.environment)
    } catch {
      throw HatchetError(error)
    }
  }

  private func privateTarget() async throws(HatchetError) -> ConnectionTarget {
    let cluster = try cluster()
    do throws(ClusterError) {
      return try await cluster.ensureRunning()
    } catch {
      throw HatchetError(error)
    }
  }

  /// Whether it could be reached without starting anything; of a database with a URL that is not known, and so yes.
  package var isRunning: Bool { settings.database != nil || (try? cluster().isRunning) ?? false }

  /// Where the private PostgreSQL is going to be made by the first who needs it; nil if it is there, or not meant.
  package var placeToMake: String? {
    guard settings.database == nil, let cluster = try? cluster(), !cluster.isMade else { return nil }
    return cluster.location.directory
  }
}

extension HatchetError {
  /// Why the private PostgreSQL is not to be had.
  package init(_ error: ClusterError) {
    self.init(error.code == .invalidSetting ? .usage : .unreachable, error.description, hint: error.hint)
  }
}
