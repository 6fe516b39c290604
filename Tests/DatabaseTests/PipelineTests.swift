import Database
import TestSupport
import Testing

@Suite struct PipelineTests {
  /// A connection with a table `t (i int primary key)` of its own.
  private func connect() async throws -> Connection {
    let connection = try await TestDatabase.shared().connect()
    try await connection.simple("create temp table t (i int primary key check (i < 1000))")
    return connection
  }

  private func insert(_ number: Int32) -> Call { Call("insert into t values ($1)", [number]) }

  private func content(_ connection: Connection) async throws -> [Int] {
    try await connection.execute("select i from t order by i").decode { (row) throws(DatabaseError) in try row.get(0) }
  }

  @Test func allCallsOfAListAreOneTransaction() async throws {
    let connection = try await connect()
    let rows = try await connection.pipeline([
      insert(1), insert(2), Call("select count(*), count(distinct t.xmin::text) from t"),
    ])
    #expect(rows.count == 3)
    #expect(rows[0].affected == 1)
    let (count, transactions) = try rows[2].only().get(Int.self, Int.self)
    #expect(count == 2)
    #expect(transactions == 1)
  }

  @Test func aListFailsAsAWholeAndSaysWhere() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.pipeline([insert(1), insert(2), insert(1), insert(3)])
    }
    #expect(error?.code == .sqlState("23505"))
    #expect(error?.callIndex == 2)
    #expect(error?.server?.constraint == "t_pkey")
    #expect(try await content(connection) == [])
  }

  @Test func listsFailOneByOne() async throws {
    let connection = try await connect()
    let results = try await connection.pipeline([
      [insert(1)], [insert(2), insert(5000)], [], [insert(3)], [Call("selec")], [insert(4)],
    ])
    #expect(results.count == 6)
    let codes = results.map { result -> DatabaseError.Code? in
      if case .failure(let error) = result { error.code } else { nil }
    }
    #expect(codes == [nil, .sqlState("23514"), nil, nil, .sqlState("42601"), nil])
    if case .success(let rows) = results[2] { #expect(rows.isEmpty) }
    #expect(try await content(connection) == [1, 3, 4])
  }

  @Test func aFailureAtTheCommitIsAFailure() async throws {
    let connection = try await connect()
    try await connection.simple("create temp table d (i int unique deferrable initially deferred)")
    let results = try await connection.pipeline([
      [Call("insert into d values (1)"), Call("insert into d values (1)")], [Call("insert into d values (2)")],
    ])
    guard case .failure(let error) = results[0] else {
      Issue.record("the commit did not fail")
      return
    }
    #expect(error.code == .sqlState("23505"))
    #expect(try await connection.execute("select i from d").only().get(Int.self, 0) == 2)
  }

  @Test func preparedStatementsArePreparedOnce() async throws {
    let connection = try await connect()
    let add = SQLStatement("insert into t values ($1)", name: "add", prepared: true)
    // The first list fails before it comes to preparing; the second must not rely on it.
    let results = try await connection.pipeline([
      [insert(1), insert(1), Call(add, [2 as Int32])], [Call(add, [3 as Int32]), Call(add, [4 as Int32])],
    ])
    #expect(throws: DatabaseError.self) { try results[0].get() }
    _ = try results[1].get()
    for number in 5...9 { try await connection.execute(add, [Int32(number)]) }
    #expect(try await content(connection) == Array(3...9))
    let known = try await connection.execute("select name, generic_plans + custom_plans from pg_prepared_statements")
      .decode(String.self, Int.self)
    #expect(known.count == 1)
    #expect(known[0].0.hasPrefix("add_"))
    #expect(known[0].1 == 7)
    // The same text with other types is another statement.
    try await connection.execute(add, [10 as Int64])
    #expect(try await connection.execute("select from pg_prepared_statements").count == 2)
  }

  @Test func aForgottenStatementIsPreparedAgain() async throws {
    let connection = try await connect()
    let find = SQLStatement("select * from t where i = $1", prepared: true)
    try await connection.execute(find, [1 as Int32])
    try await connection.simple("deallocate all")
    await #expect(throws: DatabaseError.self) { try await connection.execute(find, [1 as Int32]) }
    try await connection.execute(find, [1 as Int32])
    try await connection.simple("alter table t add j int")
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute(find, [1 as Int32]) }
    #expect(error?.code == .sqlState("0A000"))
    #expect(try await connection.execute(find, [1 as Int32]).columns.count == 2)
  }

  @Test func manyBigCallsNeitherSideWaitsForTheOther() async throws {
    let connection = try await connect()
    let text = String(repeating: "x", count: 100_000)
    // 40 MB each way, far beyond what the sockets hold.
    let calls = (0..<400).map { _ in Call("select $1", [text]) }
    let rows = try await connection.pipeline(calls, timeout: .seconds(60))
    #expect(rows.count == 400)
    #expect(try rows[399].only().get(String.self, 0) == text)
  }

  @Test func arraysOfTenThousandRows() async throws {
    let connection = try await connect()
    try await connection.simple("create temp table big (id bigint, name text, score float8, at bytea, ok bool)")
    struct Item {
      var id: Int64
      var name: String?
    }
    let items = (0..<10_000).map { Item(id: Int64($0), name: $0 % 3 == 0 ? nil : "näme \($0)") }
    var parameters = Parameters()
    for round in 0..<3 {
      parameters.removeAll()
      parameters.append(each: items) { $0.id }
      parameters.append(each: items) { $0.name }
      parameters.append(each: items) { Double($0.id) / 2 }
      parameters.append(items.map { [UInt8(truncatingIfNeeded: $0.id)] })
      parameters.append(each: items) { $0.id % 2 == 0 }
      let insert: SQLStatement = "insert into big select * from unnest($1, $2, $3, $4, $5)"
      #expect(try await connection.execute(insert, parameters).affected == 10_000, "round \(round)")
    }
    let row = try await connection.execute(
      """
      select count(*), count(name), sum(id)::bigint, max(score), count(*) filter (where ok),
        bool_and(name is null or name = 'näme ' || id), bool_and(get_byte(at, 0) = id % 256) from big
      """
    ).only()
    let (count, named, sum, score, odd, names, bytes) = try row.get(
      Int.self, Int.self, Int.self, Double.self, Int.self, Bool.self, Bool.self)
    #expect(count == 30_000)
    #expect(named == 3 * 6666)
    #expect(sum == 3 * 49_995_000)
    #expect(score == 4999.5)
    #expect(odd == 15_000)
    #expect(names && bytes)
  }

  @Test func aPipelineMayBeEmpty() async throws {
    let connection = try await connect()
    #expect(try await connection.pipeline([Call]()).isEmpty)
    #expect(try await connection.pipeline([[Call]]()).isEmpty)
    #expect(try await connection.pipeline([[], []]).count == 2)
  }

  @Test func vacuumRunsAlone() async throws {
    let connection = try await connect()
    try await connection.execute("vacuum t")
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.pipeline([insert(1), Call("vacuum t")])
    }
    #expect(error?.code == .sqlState("25001"))
  }

  @Test func copyInAPipelineIsRefused() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute("copy t from stdin") }
    #expect(error?.code == .protocolViolation)
    #expect(connection.isClosed)
  }

  @Test func tooManyParametersAreRefusedBeforeAnythingIsSent() async throws {
    let connection = try await connect()
    var parameters = Parameters()
    for number in 0..<65_536 { parameters.append(number) }
    let error = await #expect(throws: DatabaseError.self) { try await connection.execute("select 1", parameters) }
    #expect(error?.code == .protocolViolation)
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func tasksTakeTurns() async throws {
    let connection = try await connect()
    let sums = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<100 {
        group.addTask {
          let rows = try await connection.pipeline([Call("select $1", [number]), Call("select $1 + 1", [number])])
          return try rows[0].only().get(Int.self, 0) + rows[1].only().get(Int.self, 0)
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<100).map { 2 * $0 + 1 })
  }

  @Test func scriptsGiveText() async throws {
    let connection = try await connect()
    let results = try await connection.simple("select 1, null, 'a b'; select 2.50; insert into t values (1), (2)")
    #expect(results.map(\.command) == ["SELECT 1", "SELECT 1", "INSERT 0 2"])
    #expect(results[0][0].text(0) == "1")
    #expect(results[0][0].text(1) == nil)
    #expect(results[0][0].text(2) == "a b")
    #expect(results[1][0].text(0) == "2.50")
    #expect(throws: DatabaseError.self) { try results[0][0].get(Int.self, 0) }
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.simple("insert into t values (3); select 1/0; insert into t values (4)")
    }
    #expect(error?.code == .sqlState("22012"))
    #expect(try await content(connection) == [1, 2])
  }
}
