import ChildProcess
import Cluster
import Database
import Glibc
import Testing

/// A directory for private servers. It goes, with the servers, when the test says so or its process ends, however it ends:
/// a shell waits for that.
final class ScratchCluster: Sendable {
  let path: String
  let location: ClusterLocation
  private let janitor: Child

  /// - Parameter owner: who makes it, if not this process's user.
  init(owner: UInt32? = nil) async throws {
    var template = Array("/tmp/hatchet-cluster-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    if let owner { try #require(chown(path, owner, owner) == 0) }
    chmod(path, 0o755)  // as root's, the server's user has to pass through
    location = ClusterLocation(home: path + "/hatchet")
    let script = """
      cat
      while :; do
        found=
        for each in /proc/[0-9]*/cwd; do
          case $(readlink "$each") in "$1"/*) found=1; each=${each%/cwd}; kill -QUIT "${each#/proc/}" ;; esac
        done
        [ "$found" ] || break
        sleep 0.1
      done
      rm -rf "$1"
      """
    var request = SpawnRequest(
      ["sh", "-c", script, "sh", path], environment: ["PATH": "/usr/bin:/bin"], directory: "/")
    request.input = .stream
    request.output = .discard
    request.error = .discard
    request.lifetime = .detached
    janitor = try await Child.spawn(request)
  }

  /// Another process's view, so to say.
  func cluster(_ change: (inout ClusterSettings) -> Void = { _ in }) -> Cluster {
    var settings = ClusterSettings()
    settings.keeper = nil
    change(&settings)
    return Cluster(location: location, settings: settings)
  }

  func remove() async {
    janitor.closeInput()
    _ = await janitor.result()
  }
}

/// Runs a test on a scratch cluster, and removes it.
func withScratchCluster(_ body: (ScratchCluster) async throws -> Void) async throws {
  let scratch = try await ScratchCluster()
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
