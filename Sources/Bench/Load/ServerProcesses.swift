import Database
import FoundationEssentials
import Glibc

/// The processes of a PostgreSQL server on this machine.
struct ServerProcesses: Sendable {
  private let postmaster: Int32
  private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

  /// nil if the server is on another machine, in another container, or cannot be looked at.
  init?(_ connection: Connection) {
    guard Self.isLocal(connection.target.host), let backend = ProcessStatus(of: connection.backendProcessID),
      backend.name == "postgres", let parent = ProcessStatus(of: backend.parent), parent.name == "postgres"
    else { return nil }
    postmaster = backend.parent
  }

  /// Of all of its processes so far, in seconds; those that have ended count with their parent.
  var processorTime: Double? {
    guard let parent = ProcessStatus(of: postmaster),
      let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
    else { return nil }
    var ticks = parent.ticks + parent.endedChildrenTicks
    for entry in entries {
      guard let process = Int32(entry), let status = ProcessStatus(of: process), status.parent == postmaster else {
        continue
      }
      ticks += status.ticks
    }
    return Double(ticks) / Self.ticksPerSecond
  }

  private static func isLocal(_ host: String?) -> Bool {
    guard let host, !host.isEmpty else { return true }
    return host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "127.0.0.1", "::1"].contains(host)
  }
}

/// What `/proc/PID/stat` says.
struct ProcessStatus: Equatable {
  var name: String
  var parent: Int32
  /// Processor time in clock ticks.
  var ticks: Int
  /// The same of children that have ended and were waited for.
  var endedChildrenTicks: Int

  init?(of process: Int32) {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
    self.init(String(decoding: data, as: UTF8.self))
  }

  /// `42 (postgres) S 1 …`; the name may hold blanks and parentheses.
  init?(_ line: String) {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close else { return nil }
    name = String(line[line.index(after: open)..<close])
    let fields = line[line.index(after: close)...].split(separator: " ")
    // From field 3 of proc(5) on: state is fields[0].
    guard fields.count > 14, let parent = Int32(fields[1]), let user = Int(fields[11]), let system = Int(fields[12]),
      let childrenUser = Int(fields[13]), let childrenSystem = Int(fields[14])
    else { return nil }
    self.parent = parent
    ticks = user + system
    endedChildrenTicks = childrenUser + childrenSystem
  }
}
