import Glibc
import Time

/// What of a private PostgreSQL can be set.
package struct ClusterSettings: Sendable {
  /// The directory of `postgres` and `initdb`; nil: look for them.
  package var binaries: String?
  /// How long after the last user the server is stopped; nil: never.
  package var idle: Duration? = .seconds(600)
  /// The program that becomes the keeper, with its first arguments; the home directory and the idle time in seconds are
  /// added. Nil: no keeper, so the server is never stopped unasked.
  package var keeper: [String]? = [ownProgram, "__keep-database"]
  /// For root, whose data is elsewhere: where to leave a link to it.
  package var dataHome: String?
  /// For the socket, where the home directory's path is too long for one.
  package var runtimeDirectory: String?
  /// How long to wait for a server that starts, recovery included.
  package var startLimit: Duration = .seconds(300)

  package init() {}

  /// By its own name, which `ps` shows; unless it was replaced meanwhile, as by a new build.
  private static var ownProgram: String {
    guard let path = realpath("/proc/self/exe", nil) else { return "/proc/self/exe" }
    defer { free(path) }
    return String(cString: path)
  }

  /// - Parameter environment: `HATCHET_POSTGRES_BIN`, `HATCHET_DATABASE_IDLE` (a duration, or `never`),
  ///   `XDG_RUNTIME_DIR`.
  /// - Throws: `invalidSetting`.
  package init(environment: [String: String]) throws(ClusterError) {
    binaries = environment["HATCHET_POSTGRES_BIN"].flatMap { $0.isEmpty ? nil : $0 }
    runtimeDirectory = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    dataHome = try? ClusterLocation.dataHome(environment)
    if let text = environment["HATCHET_DATABASE_IDLE"], !text.isEmpty, text != "never" {
      do {
        idle = try DurationText.parse(text)
      } catch {
        throw ClusterError(
          .invalidSetting, "HATCHET_DATABASE_IDLE is '\(text)', which is no duration", cause: error,
          hint: "such as 10m, or never")
      }
    } else if environment["HATCHET_DATABASE_IDLE"] == "never" {
      idle = nil
    }
  }
}
