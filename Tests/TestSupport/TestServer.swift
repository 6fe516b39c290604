package import Database
import Glibc

/// A PostgreSQL of the test run's own, on a Unix socket, in memory as far as possible. A shell makes it, and removes it when
/// the pipe to this process ends: so it goes with the process, however that ends.
package final class TestServer: Sendable {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Also the directory of its socket.
  package let directory: String
  private let commands: Int32
  private let replies: Int32

  private init(directory: String, commands: Int32, replies: Int32) {
    self.directory = directory
    self.commands = commands
    self.replies = replies
  }

  deinit {
    Glibc.close(commands)
    Glibc.close(replies)
  }

  /// Makes a new cluster and starts it: some two seconds.
  package static func start() async throws -> TestServer { try await make(from: nil) }

  /// A hot standby of this server, by streaming replication. From now on, a commit waits for it.
  package func startStandby() async throws -> TestServer {
    let standby = try await Self.make(from: self)
    try await command("synchronous")
    return standby
  }

  /// Makes a standby a server of its own.
  package func promote() async throws { try await command("promote") }

  /// Both, in that order, whichever takes writes.
  package static func url(_ servers: [TestServer], database: String = "postgres") -> String {
    "postgresql://postgres@/\(database)?host=\(servers.map(\.directory).joined(separator: ","))"
      + "&port=\(servers.map { "\($0.port)" }.joined(separator: ","))&target_session_attrs=read-write"
  }

  private static func make(from primary: TestServer?) async throws -> TestServer {
    var template = Array("/tmp/hpg.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(description: "unable to make a directory: \(errno)") }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (commands, replies) = try spawn(directory: directory, primary: primary?.directory ?? "")
    let server = TestServer(directory: directory, commands: commands, replies: replies)
    try await server.expectDone("start a test server")
    return server
  }

  package var port: Int { 5432 }

  /// Of the superuser, who needs no password.
  package func url(database: String = "postgres") -> String {
    "postgresql://postgres@/\(database)?host=\(directory)&port=\(port)"
  }

  package func target(database: String = "postgres") throws(DatabaseError) -> ConnectionTarget {
    try ConnectionTarget(url(database: database))
  }

  /// Stops it as a crash would: connections are cut, nothing is written.
  package func crash() async throws { try await command("crash") }

  /// Starts it again, recovering what it had.
  package func restart() async throws { try await command("start") }

  /// Stops one of its processes in its tracks, as a machine out of memory or a lost network would.
  package func freeze(_ process: Int32) async throws { try await command("freeze \(process)") }

  /// Whether `startBouncer()` can work.
  package static var hasBouncer: Bool { access("/usr/sbin/pgbouncer", X_OK) == 0 }

  /// Starts a PgBouncer in transaction mode, with two server connections, in front of it.
  /// - Returns: the URL to reach the server through it.
  package func startBouncer() async throws -> String {
    try await command("bouncer")
    return "postgresql://postgres@/postgres?host=\(directory)&port=6432"
  }

  /// Gone when it returns. Needed only to have it earlier than the end of the process.
  package func remove() async throws { try await command("remove") }

  private func command(_ word: String) async throws {
    let line = Array((word + "\n").utf8)
    guard write(commands, line, line.count) == line.count else {
      throw Failure(description: "the test server's shell is gone")
    }
    try await expectDone(word)
  }

  private func expectDone(_ what: String) async throws {
    let replies = replies
    let reply = await onThread {
      var line: [UInt8] = []
      var byte: UInt8 = 0
      while read(replies, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
      return String(decoding: line, as: UTF8.self)
    }
    guard reply == "done" else { throw Failure(description: "unable to \(what): \(reply)") }
  }

  private static func spawn(directory: String, primary: String) throws -> (commands: Int32, replies: Int32) {
    var input: [Int32] = [0, 0]
    var output: [Int32] = [0, 0]
    guard pipe(&input) == 0, pipe(&output) == 0 else {
      throw Failure(description: "unable to make a pipe: \(errno)")
    }
    for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { for end in [input[0], output[1]] { Glibc.close(end) } }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    // Whoever runs the tests waits for the end of their standard error.
    posix_spawn_file_actions_addopen(&actions, 2, directory + "/shell.log", O_WRONLY | O_CREAT, 0o600)
    // A session of its own: Ctrl-C is for the tests, after which this still has to clean up.
    posix_spawnattr_setflags(&attributes, setSession)
    let arguments = ["sh", "-c", script, "sh", directory, primary].map { (text: String) in strdup(text) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environ)
    guard code == 0 else { throw Failure(description: "unable to start a shell: \(code)") }
    // A dead child that nobody asks for keeps Swift Testing's thread that waits for its exit tests from seeing theirs.
    let shell = process
    Task.detached { await onThread { waitpid(shell, nil, 0) } }
    return (input[1], output[0])
  }

  /// POSIX_SPAWN_SETSID of spawn.h, which Swift does not see.
  private static let setSession: Int16 = 0x80

  /// Its arguments are the directory, and that of the server to be a standby of; it takes commands on stdin, a line each.
  private static let script = """
    set -u
    dir=$1 primary=$2
    # Whatever ends the tests, and a reply that nobody reads, must not end this before it has cleaned up.
    trap : INT HUP TERM PIPE
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    [ -x "$bin/initdb" ] || { echo "no PostgreSQL server under /usr/lib/postgresql"; rm -rf "$dir"; exit 1; }
    as() { "$@"; }
    if [ "$(id -u)" = 0 ]; then
      user=postgres; id $user >/dev/null 2>&1 || user=nobody
      chown $user "$dir"
      as() { runuser -u $user -- "$@"; }
    fi
    cd "$dir"
    start() { as "$bin/pg_ctl" start -w -D "$dir/data" -l "$dir/server.log" </dev/null >/dev/null 2>&1; }
    stop() { as "$bin/pg_ctl" stop -w -m immediate -D "$dir/data" </dev/null >/dev/null 2>&1; }
    answer() { if "$@"; then echo done; else echo "failed: $(tail -n 3 "$dir"/*.log | tr '\\n' ' ')"; fi; }
    create() {
      as "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 &&
      cat >>"$dir/data/postgresql.conf" <<END
    listen_addresses = ''
    unix_socket_directories = '$dir'
    fsync = off
    full_page_writes = off
    max_connections = 300
    max_locks_per_transaction = 256
    shared_buffers = 64MB
    END
      start
    }
    follow() {
      as "$bin/pg_basebackup" -h "$primary" -U postgres -D "$dir/data" -R -c fast -X stream >"$dir/initdb.log" 2>&1 &&
      echo "unix_socket_directories = '$dir'" >>"$dir/data/postgresql.conf" &&
      start
    }
    promote() { as "$bin/pg_ctl" promote -w -D "$dir/data" </dev/null >/dev/null 2>&1; }
    synchronous() {
      as "$bin/psql" -qh "$dir" -U postgres -c "alter system set synchronous_standby_names = '*'" &&
      as "$bin/psql" -qh "$dir" -U postgres -c "select pg_reload_conf()" >"$dir/psql.log" 2>&1
    }
    bouncer() {
      echo '"postgres" ""' >"$dir/users"
      cat >"$dir/bouncer.ini" <<END
    [databases]
    * = host=$dir port=5432
    [pgbouncer]
    listen_addr =
    listen_port = 6432
    unix_socket_dir = $dir
    auth_type = trust
    auth_file = $dir/users
    pool_mode = transaction
    default_pool_size = 2
    logfile = $dir/bouncer.log
    pidfile = $dir/bouncer.pid
    END
      as /usr/sbin/pgbouncer -q -d "$dir/bouncer.ini" </dev/null >/dev/null 2>&1
      for i in $(seq 100); do [ -S "$dir/.s.PGSQL.6432" ] && [ -s "$dir/bouncer.pid" ] && return; sleep 0.05; done
      return 1
    }
    if [ -n "$primary" ]; then answer follow; else answer create; fi
    while read -r word number; do
      case $word in
        crash) answer stop ;;
        start) answer start ;;
        synchronous) answer synchronous ;;
        promote) answer promote ;;
        bouncer) answer bouncer ;;
        freeze) answer kill -STOP "$number" ;;
        remove) break ;;
      esac
    done
    [ -f "$dir/bouncer.pid" ] && kill -9 "$(cat "$dir/bouncer.pid")"
    stop
    rm -rf "$dir"
    [ "${word:-}" = remove ] && echo done
    """
}

private final class Job: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    let job = Unmanaged.passRetained(Job { continuation.resume(returning: body()) })
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, job.toOpaque())
    precondition(code == 0, "no thread left")
    pthread_detach(thread)
  }
}
