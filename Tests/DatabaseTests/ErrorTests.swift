import Database
import Synchronization
import TestSupport
import Testing

@Suite struct ErrorTests {
  /// Statements that fail because of the value that is bound to them, in every way that quotes it.
  static let leaks: [SQLStatement] = [
    "select $1::text::int", "select $1::text::timestamptz", "select $1::text::json", "select $1::text::uuid",
    "insert into t values ($1), ($1)", "insert into c values ($1)", "insert into n values (null, $1)",
    "select $1::text::bool", "insert into short values ($1)", "insert into r values ($1)",
    "do $do$ begin raise exception 'failed' using detail = 'hunter2', hint = 'mind'; end $do$",
  ]

  @Test(arguments: leaks) func boundValuesAreNotShown(_ statement: SQLStatement) async throws {
    let connection = try await TestDatabase.shared().connect()
    try await connection.simple(
      """
      create temp table t (s text primary key);
      create temp table c (s text check (length(s) > 100));
      create temp table n (i int not null, s text);
      create temp table short (s varchar(3));
      create temp table r (s text references t);
      set log_parameter_max_length_on_error = -1
      """)
    let hasParameter = statement.text.contains("$1")
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.execute(statement, hasParameter ? ["hunter2"] : [])
    }
    let shown = try #require(error)
    #expect(!shown.message.contains("hunter2"))
    #expect(!"\(shown)".contains("hunter2"))
    #expect(!(shown.hint ?? "").contains("hunter2"))
    #expect(shown.message.first?.isLowercase == true)
    #expect(shown.verboseDescription.contains(shown.sqlState!))
  }

  @Test func theServersFieldsAreThere() async throws {
    let connection = try await TestDatabase.shared().connect()
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute("select fooo from pg_class") }
    #expect(error?.server?.severity == "ERROR")
    #expect(error?.server?.position == 8)
    #expect(error?.message == "column \"fooo\" does not exist")
    #expect(error?.callIndex == nil)
    try await connection.simple("create temp table t (i int constraint small check (i < 10))")
    let refused = await #expect(throws: DatabaseError.self) {
      try await connection.execute("insert into t values (99)")
    }
    #expect(refused?.server?.table == "t")
    #expect(refused?.server?.constraint == "small")
    #expect(refused?.message.contains("99") == false)
    #expect(refused?.verboseDescription.contains("99") == true)
  }

  @Test func kinds() {
    func error(_ state: String) -> DatabaseError {
      let message = ServerMessage(sqlState: state, message: "m")
      return DatabaseError(.sqlState(state), "m", server: message)
    }
    for state in ["40001", "40P01", "57P01", "57P03", "08006", "53300", "55P03"] {
      #expect(error(state).isRetryable, "\(state)")
    }
    for state in ["23505", "42601", "57014", "28P01", "3D000"] { #expect(!error(state).isRetryable, "\(state)") }
    for state in ["53100", "25006", "57014", "58030", "40001"] { #expect(error(state).mayPass, "\(state)") }
    for state in ["23505", "22P02", "42601", "54000", "P0001"] { #expect(!error(state).mayPass, "\(state)") }
    #expect(DatabaseError(.connectionLost, "m").isUnreachable)
    #expect(DatabaseError(.connectionFailed, "m").isUnreachable)
    #expect(!DatabaseError(.decoding, "m").isRetryable)
  }

  @Test func deadlocksAreRetryable() async throws {
    let database = try await TestDatabase.fresh()
    let (one, two) = (try await database.connect(), try await database.connect())
    try await one.simple("create table t (i int); insert into t values (1), (2); set deadlock_timeout = '10ms'")
    try await two.simple("set deadlock_timeout = '10ms'")
    try await one.simple("begin; update t set i = i where i = 1")
    try await two.simple("begin; update t set i = i where i = 2")
    async let first = one.execute("update t set i = i where i = 2")
    async let second = two.execute("update t set i = i where i = 1")
    var errors: [DatabaseError] = []
    do { _ = try await first } catch { errors.append(error as! DatabaseError) }
    if errors.isEmpty { await two.close() } else { await one.close() }
    do { _ = try await second } catch { errors.append(error as! DatabaseError) }
    #expect(errors.first?.code == .sqlState("40P01") || errors.last?.code == .sqlState("40P01"))
    #expect(errors.allSatisfy { $0.isRetryable || $0.code == .closed })
  }

  @Test func noticesGoToTheirHandler() async throws {
    let notices = Mutex([ServerMessage]())
    let connection = try await Connection.open(
      TestDatabase.shared().target, onNotice: { notice in notices.withLock { $0.append(notice) } })
    try await connection.simple("do $$ begin raise warning 'careful' using detail = 'd'; raise notice 'ha'; end $$")
    let seen = notices.withLock { $0 }
    #expect(seen.map(\.severity) == ["WARNING", "NOTICE"])
    #expect(seen.map(\.message) == ["careful", "ha"])
    #expect(seen[0].detail == "d")
  }

  @Test func literalsAndIdentifiers() async throws {
    let connection = try await TestDatabase.shared().connect()
    for text in ["", "a", "it's", "back\\slash", "\"quoted\"", "\\'", "ünï", "''"] {
      let row = try await connection.execute(SQLStatement("select \(text.sqlLiteral)")).only()
      #expect(try row.get(String.self, 0) == text)
      guard !text.isEmpty else { continue }
      let rows = try await connection.execute(SQLStatement("select 1 as \(text.sqlIdentifier)"))
      #expect(rows.columns[0].name == text)
    }
  }
}
