/// What `hatchet database status` shows.
package struct ClusterStatus: Sendable {
  package enum State: String, Sendable {
    /// There is no data directory yet.
    case absent
    case stopped
    /// It starts, recovers, or shuts down.
    case changing
    case running
  }

  package var state: State
  package var processID: Int32?
  /// In seconds since 1970.
  package var started: Int64?
  package var dataDirectory: String
  package var logDirectory: String
  package var socketDirectory: String
  /// Of the data directory.
  package var majorVersion: Int?
  /// What the data directory takes on the disk.
  package var bytes: Int64?
  /// Whether something will stop it when it is idle.
  package var hasKeeper: Bool
  /// For `psql`, and for `HATCHET_DATABASE_URL`.
  package var url: String
}
