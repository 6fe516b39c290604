import Glibc

/// What the private server is told. Written anew at each start to `hatchet.conf`, which `postgresql.conf` includes, so
/// that a newer hatchet can change it; what a user writes below that line in `postgresql.conf` wins.
struct ServerConfiguration {
  /// The superuser and the database.
  static let role = "hatchet"
  static let port = "5432"

  var socketDirectory: String
  var logDirectory: String
  var memoryBytes: Int64 = ServerConfiguration.physicalMemory

  var text: String {
    let megabyte: Int64 = 1 << 20
    let shared = min(max(memoryBytes / 8, 64 * megabyte), 512 * megabyte) / megabyte
    let settings: [(String, String)] = [
      ("listen_addresses", ""),
      ("port", Self.port),
      ("unix_socket_directories", socketDirectory),
      ("unix_socket_permissions", "0700"),
      ("max_connections", "200"),
      ("max_locks_per_transaction", "256"),  // partitions
      ("shared_buffers", "\(shared)MB"),
      ("effective_cache_size", "\(max(memoryBytes / 2 / megabyte, 128))MB"),
      ("work_mem", "16MB"),
      ("maintenance_work_mem", "128MB"),
      ("fsync", "on"),
      ("full_page_writes", "on"),
      ("synchronous_commit", "on"),
      ("min_wal_size", "128MB"),
      ("max_wal_size", "2GB"),
      ("checkpoint_timeout", "15min"),
      ("jit", "off"),
      ("random_page_cost", "1.1"),  // whoever has no server of his own has no spinning disk
      ("autovacuum_naptime", "15s"),
      ("timezone", "UTC"),
      ("log_timezone", "UTC"),
      ("lc_messages", "C"),
      ("logging_collector", "on"),
      ("log_directory", logDirectory),
      ("log_filename", "server-%a.log"),
      ("log_rotation_age", "1d"),
      ("log_rotation_size", "0"),
      ("log_truncate_on_rotation", "on"),
      ("log_line_prefix", "%m [%p] %q%a "),
      ("log_checkpoints", "off"),
    ]
    return settings.map { "\($0.0) = '\(Self.quoted($0.1))'\n" }.joined()
  }

  private static func quoted(_ value: String) -> String {
    value.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }

  private static var physicalMemory: Int64 {
    Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
  }
}
