import Database
import Glibc
import TestSupport
import Testing

@Suite(.orphanReaping) struct TargetTests {
  @Test func readsURLsAndKeywords() throws {
    let url = try ConnectionTarget("postgresql://ann:s%40crt@db1:5433,db2/name?target_session_attrs=read-write")
    #expect(url.host == "db1,db2")
    #expect(url.port == "5433,")
    #expect(url.dbname == "name")
    #expect(url.user == "ann")
    #expect(url.settings["password"] == "s@crt")
    let words = try ConnectionTarget("host=/run/pg dbname='my db' user=bob")
    #expect(words.host == "/run/pg")
    #expect(words.dbname == "my db")
    #expect(words.port == "5432")
    #expect(words.place == "/run/pg:5432")
  }

  @Test(arguments: [
    "postgresql://ann:topsecret@host/db", "host=h password=topsecret dbname=d",
    "postgresql://h/d?password=topsecret&sslpassword=topsecret",
  ])
  func secretsAreNeverShown(_ text: String) throws {
    let target = try ConnectionTarget(text)
    for shown in [target.redacted, "\(target)", String(reflecting: target), target.place] {
      #expect(!shown.contains("topsecret"))
    }
    var dumped = ""
    dump(target, to: &dumped)
    #expect(!dumped.contains("topsecret"))
    #expect(try ConnectionTarget(target.redacted).host == target.host)
  }

  @Test(arguments: [
    "host=h password=top secret", "postgresql://ann:top%secret@h/d", "postgresql://ann:pw@[secret/d",
    "password='secret", "host=h secret",
  ])
  func errorsDoNotQuoteSecrets(_ text: String) throws {
    let error = #expect(throws: DatabaseError.self) { try ConnectionTarget(text) }
    #expect(error?.code == .invalidTarget)
    #expect(error?.verboseDescription.contains("secret") == false)
  }

  @Test func unknownOptionsAreNamed() throws {
    let error = #expect(throws: DatabaseError.self) { try ConnectionTarget("hots=x") }
    #expect(error?.message == "unable to understand the database's URL: invalid connection option \"hots\"")
  }

  @Test func redactedTextIsReadBack() throws {
    let target = ConnectionTarget(settings: ["host": "/a b/c", "dbname": "it's", "user": "back\\slash", "options": ""])
    #expect(try ConnectionTarget(target.redacted) == target)
  }

  @Test func defaultsDoNotOverride() throws {
    let target = try ConnectionTarget("host=h connect_timeout=3").withSafeDefaults
    #expect(target.settings["connect_timeout"] == "3")
    #expect(target.settings["keepalives_idle"] == "20")
  }

  @Test func theEnvironmentFillsIn() async throws {
    await #expect(processExitsWith: .success) {
      setenv("PGHOST", "from.environment", 1)
      setenv("PGDATABASE", "other", 1)
      setenv("PGCONNECT_TIMEOUT", "7", 1)
      let target = try ConnectionTarget("dbname=mine").withSafeDefaults
      precondition(target.host == "from.environment" && target.dbname == "mine")
      precondition(target.settings["connect_timeout"] == nil && target.settings["tcp_user_timeout"] == "30000")
    }
  }

  @Test func sessionParametersComeWithTheConnection() async throws {
    let target = try await TestDatabase.shared().target
      .settingSession([("jit", "off"), ("lock_timeout", "1234ms"), ("search_path", "\"a b\", \"\\c\"")])
    let connection = try await Connection.open(target, name: "named")
    let row = try await connection.execute(
      """
      select current_setting('jit'), current_setting('lock_timeout'), current_setting('application_name'),
        current_setting('client_encoding')
      """
    ).only()
    #expect(try (0..<4).map { try row.get(String.self, $0) } == ["off", "1234ms", "named", "UTF8"])
    #expect(try await connection.simple("show search_path")[0][0].text(0) == "\"a b\", \"\\c\"")
  }

  // MARK: Connecting

  @Test func nobodyThere() async throws {
    let target = try ConnectionTarget("host=/nonexistent dbname=d password=topsecret")
    let error = await #expect(throws: DatabaseError.self) { try await Connection.open(target) }
    #expect(error?.code == .connectionFailed)
    #expect(error?.isUnreachable == true)
    #expect(error?.message.contains("/nonexistent") == true)
    #expect(error?.message.contains("\n") == false)
    #expect(error?.verboseDescription.contains("topsecret") == false)
  }

  @Test func refusedByTheServer() async throws {
    let target = try await TestDatabase.shared().target.setting("dbname", "no_such_database")
    let error = await #expect(throws: DatabaseError.self) { try await Connection.open(target) }
    #expect(error?.sqlState == "3D000")
    #expect(error?.isUnreachable == false)
    #expect(error?.message.hasSuffix("failed: database \"no_such_database\" does not exist") == true, "\(error!)")
  }

  @Test func theSecondHostIsTakenWhenTheFirstIsDead() async throws {
    let live = try await TestDatabase.shared().target
    let target = live.setting("host", "/nonexistent," + (live.host ?? "")).setting("port", live.port)
      .setting("target_session_attrs", "read-write")
    let connection = try await Connection.open(target)
    #expect(try await connection.execute("select 1").count == 1)
    #expect(await connection.isInRecovery == false)
  }

  @Test func theSecondHostIsTakenWhenTheFirstDoesNotAnswer() async throws {
    let hole = try BlackHole()
    let live = try await TestDatabase.shared().target
    let target = live.setting("host", hole.directory + "," + (live.host ?? "")).setting("port", live.port)
    let connection = try await Connection.open(target.setting("connect_timeout", "5"), timeout: .seconds(60))
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func noHostIsWritable() async throws {
    let target = try await TestDatabase.shared().target.setting("target_session_attrs", "standby")
    let error = await #expect(throws: DatabaseError.self) { try await Connection.open(target) }
    #expect(error?.code == .connectionFailed)
    #expect(error?.isRetryable == true)
  }

  @Test func aServerThatDoesNotAnswerTimesOut() async throws {
    let hole = try BlackHole()
    let start = ContinuousClock.now
    let error = await #expect(throws: DatabaseError.self) {
      try await Connection.open(ConnectionTarget("host=\(hole.directory) dbname=d"), timeout: .milliseconds(300))
    }
    #expect(error?.isRetryable == true || error?.code == .timeout)
    #expect(.now - start < .seconds(30))
  }

  @Test func connectingCanBeCancelled() async throws {
    let hole = try BlackHole()
    let target = try ConnectionTarget("host=\(hole.directory) dbname=d")
    let task = Task { try await Connection.open(target, timeout: .seconds(60)) }
    await hole.waitForCaller()
    let start = ContinuousClock.now
    task.cancel()
    await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(.now - start < .seconds(30))
  }
}

/// A socket where somebody listens and never answers.
private final class BlackHole: Sendable {
  let directory: String
  private let socket: Int32

  init() throws {
    var template = Array("/tmp/hole.XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array((directory + "/.s.PGSQL.5432").utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0 && listen(socket, 8) == 0)
  }

  deinit {
    close(socket)
    unlink(directory + "/.s.PGSQL.5432")
    rmdir(directory)
  }

  /// Returns when somebody has connected.
  func waitForCaller() async {
    var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 0) == 0 { await Task.yield() }
  }
}
