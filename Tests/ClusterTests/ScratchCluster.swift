import ChildProcess
import Cluster
import Database
import Glibc
import Testing

/// A private server in a directory that goes with the value; the server must have been stopped, or is killed.
final class ScratchCluster: Sendable {
  let path: String
  let location: ClusterLocation

  /// - Parameter owner: who makes it, if not this process's user.
  init(owner: UInt32? = nil) throws {
    var template = Array("/tmp/hatchet-cluster-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    if let owner { try #require(chown(path, owner, owner) == 0) }
    chmod(path, 0o755)  // as root's, the server's user has to pass through
    location = ClusterLocation(home: path + "/hatchet")
  }

  /// Another process's view, so to say.
  func cluster(_ change: (inout ClusterSettings) -> Void = { _ in }) -> Cluster {
    var settings = ClusterSettings()
    settings.keeper = nil
    change(&settings)
    return Cluster(location: location, settings: settings)
  }

  /// To be called at the end of a test, whatever became of it.
  func remove() async {
    _ = try? await cluster().stop(.immediate)
    _ = try? await Child.run(SpawnRequest(["/bin/rm", "-rf", path]))
  }
}

/// Runs a test on a scratch cluster, and removes it.
func withScratchCluster(_ body: (ScratchCluster) async throws -> Void) async throws {
  let scratch = try ScratchCluster()
  do {
    try await body(scratch)
  } catch {
    await scratch.remove()
    throw error
  }
  await scratch.remove()
}

/// The first column of the first row.
func value(_ target: ConnectionTarget, _ sql: String) async throws -> String? {
  let connection = try await Connection.open(target)
  let rows = try await connection.simple(sql)
  await connection.close()
  return rows.last?.first?.text(0)
}
