import CPostgres
import Glibc

/// Makes one connection, on a thread of its own: libpq looks names up, reads files and may ask plug-ins, all of which
/// blocks. Every host has its share of the time, so that one that does not answer does not use up that of the others.
final class Opening: Sendable {
  let outcome = Promise<Result<Wire, DatabaseError>>()
  private let target: ConnectionTarget
  private let name: String
  private let deadline: ContinuousClock.Instant
  private let notices: NoticeSink
  /// Wakes the thread when nobody waits any more.
  private let stop = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

  init(_ target: ConnectionTarget, name: String, until deadline: ContinuousClock.Instant, notices: NoticeSink) {
    self.target = target
    self.name = name
    self.deadline = deadline
    self.notices = notices
  }

  deinit { close(stop) }

  func start() {
    let started = BackgroundThread.start { self.outcome.fulfil(self.run()) }
    if !started { outcome.fulfil(.failure(DatabaseError(.connectionFailed, "unable to start a thread"))) }
  }

  /// Nobody waits any more.
  func abandon() {
    var one: UInt64 = 1
    _ = write(stop, &one, 8)
  }

  private func run() -> Result<Wire, DatabaseError> {
    let target = target.withSafeDefaults.setting("client_encoding", "UTF8")
      .setting("fallback_application_name", name)
    var hosts = HostList(target)
    while true {
      switch attempt(hosts.applied(to: target), hosts) {
      case .finished(let result): return result
      case .stuck(let index):
        hosts.remove(at: index)
        if hosts.isEmpty || .now >= deadline {
          return .failure(DatabaseError(.connectionFailed, "unable to connect to '\(target.place)': timed out"))
        }
      }
    }
  }

  private enum Attempt {
    case finished(Result<Wire, DatabaseError>)
    /// This host does not answer.
    case stuck(Int)
  }

  private func attempt(_ target: ConnectionTarget, _ hosts: HostList) -> Attempt {
    let settings = target.settings.sorted { $0.key < $1.key }
    let words = settings.map { strdup($0.key) } + [nil]
    let values = settings.map { strdup($0.value) } + [nil]
    defer { for text in words + values { free(text) } }
    guard
      let handle = PQconnectStartParams(words.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 0)
    else { return .finished(.failure(DatabaseError(.connectionFailed, "out of memory"))) }
    let wire = Wire(handle, notices: notices)
    notices.attach(to: handle)
    // The only way to learn the SQLSTATE of a refusal: libpq gives no result for it.
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
    guard PQstatus(handle) != CONNECTION_BAD else { return .finished(.failure(Self.error(handle, target))) }

    var place = hosts.index(host: PQhost(handle), port: PQport(handle))
    var limit = hosts.limit(target, until: deadline)
    var step = PGRES_POLLING_WRITING
    while step != PGRES_POLLING_OK {
      if step == PGRES_POLLING_FAILED { return .finished(.failure(Self.error(handle, target))) }
      switch wait(PQsocket(handle), for: step, until: limit) {
      case .ready: step = PQconnectPoll(handle)
      case .timeout: return .stuck(place)
      case .abandoned: return .finished(.failure(DatabaseError(.cancelled, "cancelled")))
      }
      let now = hosts.index(host: PQhost(handle), port: PQport(handle))
      if now != place { (place, limit) = (now, hosts.limit(target, until: deadline)) }
    }
    PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
    PQsetnonblocking(handle, 1)
    return .finished(.success(wire))
  }

  private enum Readiness { case ready, timeout, abandoned }

  private func wait(
    _ socket: Int32, for step: PostgresPollingStatusType, until limit: ContinuousClock.Instant
  ) -> Readiness {
    let events = Int16(step == PGRES_POLLING_READING ? POLLIN : POLLOUT)
    var descriptors = [
      pollfd(fd: socket, events: events, revents: 0), pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let left = limit - .now
      guard left > .zero else { return .timeout }
      let milliseconds = left / .milliseconds(1)
      let count = poll(&descriptors, 2, Int32(min(milliseconds.rounded(.up), 1_000_000)))
      if descriptors[1].revents != 0 { return .abandoned }
      if count > 0 { return .ready }
    }
  }

  /// What libpq says of a connection that could not be made. It quotes names, never passwords.
  private static func error(_ handle: OpaquePointer, _ target: ConnectionTarget) -> DatabaseError {
    var server: ServerMessage?
    var reasons: [String] = []
    var hint: String?
    for line in String(cString: PQerrorMessage(handle)).split(separator: "\n") {
      if line.hasPrefix("\t") { hint = hint ?? String(line.dropFirst()) }
      guard !line.hasPrefix("\t"), !line.hasPrefix("LOCATION:") else { continue }
      if let (reason, message) = refusal(in: line) {
        server = message
        reasons.append(reason)
      } else if !line.hasPrefix("DETAIL:"), !line.hasPrefix("HINT:") {
        reasons.append(String(line))
      }
    }
    if PQconnectionNeedsPassword(handle) == 1 {
      server = ServerMessage(severity: "FATAL", sqlState: "28P01", message: "no password supplied")
      hint = "set PGPASSWORD, or write the password into ~/.pgpass"
    }
    return DatabaseError(
      .connectionFailed, "unable to connect to '\(target.place)': \(reasons.joined(separator: "; "))",
      hint: hint, server: server)
  }

  /// Takes `…: FATAL:  57P03: the database system is starting up` apart.
  private static func refusal(in line: Substring) -> (String, ServerMessage)? {
    let characters = Array(line)
    for start in characters.indices.dropLast(10) where characters[start] == ":" {
      let state = characters[(start + 3)...].prefix(5)
      guard characters[start + 1] == " ", characters[start + 2] == " ", characters[start + 8] == ":",
        state.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) })
      else { continue }
      let message = String(characters[(start + 10)...])
      let head = String(characters[..<start]).split(separator: " ", omittingEmptySubsequences: false).dropLast()
      let reason = (head + [message[...]]).joined(separator: " ")
      return (reason, ServerMessage(severity: "FATAL", sqlState: String(state), message: message))
    }
    return nil
  }
}
