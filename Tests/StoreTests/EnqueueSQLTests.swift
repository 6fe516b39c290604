import Database
import Engine
import Store
import TestSupport
import Testing
import Time

/// `hatchet.enqueue` and its peers, as any SQL client calls them.
@Suite struct EnqueueSQLTests {
  let database: TestDatabase
  let client: Connection
  let observer: Connection

  init() async throws {
    database = try await TestDatabase.fresh()
    client = try await database.connect()
    observer = try await database.connect()
    _ = try await Migrator(.standard, client).migrate()
    try await client.simple(
      """
      insert into hatchet.workflow_version (workflow, checksum, definition, priority, input_schema) values
        ('plain', repeat('0', 64), '{"tasks": {"a": {}, "b": {}}}', 2, null),
        ('urgent', repeat('1', 64), '{"tasks": {"a": {}, "b": {"compensate": {}}}}', 3, null),
        ('strict', repeat('2', 64), '{}', 2,
          '{"required": ["day"], "properties": {"rows": {"type": "array", "items": {"type": "integer"}}}}');
      insert into hatchet.workflow (name, version) select workflow, id from hatchet.workflow_version;
      """)
  }

  private func count(_ table: String) async throws -> Int64 {
    try await observer.execute(SQLStatement("select count(*) from hatchet.\(table)")).only().get(Int64.self, 0)
  }

  private func dropPartitions() async throws {
    try await client.simple(
      """
      do $$ declare leaf regclass; begin
        for leaf in select partition from hatchet.partition_day loop execute format('drop table %s', leaf); end loop;
      end $$
      """)
  }

  private struct Abandoned: Error {}

  @Test func goesWithItsTransaction() async throws {
    let observed = observer
    await #expect(throws: Abandoned.self) {
      try await client.transaction { transaction in
        try await transaction.execute("select hatchet.enqueue('plain')")
        throw Abandoned()
      }
    }
    #expect(try await count("run") == 0)
    try await client.transaction { transaction in
      try await transaction.execute("select hatchet.enqueue('plain')")
      #expect(try await observed.execute("select from hatchet.run").isEmpty, "seen before it was committed")
    }
    #expect(try await count("run") == 1)
  }

  @Test func writesWhatItWasGiven() async throws {
    let id = try await client.execute(
      """
      select hatchet.enqueue('plain', '{"b": 1.50, "a": "\\u0000"}', '{"by": "me"}', 1, '2030-01-01T00:00:00Z')::text
      """
    ).only().get(String.self, 0)
    let row = try await observer.execute(
      """
      select hatchet.public_id(id, created_at)::text, priority, input::text, metadata::text, run_at,
        xid::text::bigint > 0, clock_timestamp() - created_at < interval '1 minute'
      from hatchet.run
      """
    ).only()
    let (own, priority, input, metadata, runAt) = try row.get(
      String.self, Int16.self, String.self, String.self, Timestamp.self)
    #expect(own == id)
    #expect(priority == 1)
    #expect(input == #"{"b": 1.50, "a": "\u0000"}"#)
    #expect(metadata == #"{"by": "me"}"#)
    #expect(runAt == Timestamp(microseconds: 1_893_456_000_000_000))
    #expect(try row.get(Bool.self, 5))
    #expect(try row.get(Bool.self, 6))
  }

  @Test func fillsInWhatIsLeftOut() async throws {
    try await client.simple(
      "select hatchet.enqueue('urgent'); select hatchet.enqueue('urgent', null, null, null, null)")
    let rows = try await observer.execute(
      "select priority, input::text, metadata is null, run_at is null from hatchet.run"
    )
    .decode(Int16.self, String.self, Bool.self, Bool.self)
    #expect(rows.count == 2)
    for row in rows { #expect(row == (3, "{}", true, true)) }
  }

  @Test(
    arguments: [
      ("'nowhere'", "HT404", "workflow \"nowhere\" does not exist"),
      ("null", "HT404", "workflow \"<NULL>\" does not exist"),
      ("'plain', priority => 0", "HT400", "priority must be 1 (low), 2 (normal) or 3 (high), not 0"),
      ("'plain', priority => 4", "HT400", "priority must be 1 (low), 2 (normal) or 3 (high), not 4"),
      ("'plain', metadata => '[1]'", "HT400", "metadata must be a JSON object"),
      ("'plain', metadata => 'null'", "HT400", "metadata must be a JSON object"),
      ("'plain', '{'", "22P02", "invalid input syntax for type json"),
      ("'strict'", "HT422", "input.day: is required"),
      ("'strict', null", "HT422", "input.day: is required"),
      (
        #"'strict', '{"day": 1, "rows": [1, 2, "x"]}'"#, "HT422",
        "input.rows[2]: must be of type integer, not string"
      ),
    ])
  func refuses(arguments: String, state: String, message: String) async throws {
    let error = await #expect(throws: DatabaseError.self) {
      try await client.execute(SQLStatement("select hatchet.enqueue(\(arguments))"))
    }
    #expect(error?.sqlState == state)
    #expect(error?.message == message)
    #expect(try await count("run") == 0)
  }

  @Test func commandsNameTheirRun() async throws {
    let run = try await client.execute("select hatchet.enqueue('plain')").only().get(UUIDBytes.self, 0)
    try await client.execute("select hatchet.cancel($1)", [run])
    try await client.execute("select hatchet.replay($1, from_task => 'b')", [run])
    try await client.execute("select hatchet.replay($1, everything => true)", [run])
    let commands = try await observer.execute(
      """
      select c.kind::text, c.arguments::text from hatchet.command c
      join hatchet.run r on r.id = c.run_id and r.created_at = c.run_created_at order by c.id
      """
    ).decode(String.self, String.self)
    #expect(commands.map(\.0) == ["cancel", "replay", "replay"])
    #expect(commands.map(\.1) == ["{}", #"{"from" : "b", "all" : false}"#, #"{"from" : null, "all" : true}"#])
  }

  /// Where it is asked for, not only where nobody hears it.
  @Test(
    arguments: [
      ("from_task => 'c'", "HT404", "run \"%\" has no task \"c\""),
      ("from_task => 'a', everything => true", "HT400", "a replay is from a task on or of everything, not both"),
      ("from_task => null", "HT409", "run \"%\" has no failed task"),
      ("everything => null", "HT409", "run \"%\" has no failed task"),
    ])
  func refusesAReplayThatMakesNoSense(arguments: String, state: String, message: String) async throws {
    let run = try await client.execute("select hatchet.enqueue('urgent')").only().get(UUIDBytes.self, 0)
    let error = await #expect(throws: DatabaseError.self) {
      try await client.execute(SQLStatement("select hatchet.replay($1, \(arguments))"), [run])
    }
    #expect(error?.sqlState == state)
    #expect(error?.message == message.replacing("%", with: "\(run)"))
    #expect(try await count("command") == 0)
    // A hook is a task, too.
    try await client.execute("select hatchet.replay($1, from_task => 'compensate:b')", [run])
    #expect(try await count("command") == 1)
  }

  /// By the last attempt of each task, whatever other tasks do.
  @Test(
    arguments: [
      ("completed", "queued", false), ("skipped", nil, true), ("failed", "queued", true),
      ("cancelled", "queued", true), ("lost", "queued", true), ("completed", "cancelling", true),
      ("completed", nil, true), ("completed", "running", false),
    ] as [(String, String?, Bool)])
  func replaysWhatHasFailed(first: String, second: String?, isPossible: Bool) async throws {
    let run = try await client.execute("select hatchet.enqueue('plain')").only().get(UUIDBytes.self, 0)
    try await client.execute(
      """
      insert into hatchet.attempt (run_id, task, attempt, outcome, final, run_created_at, finished_at, worker)
      select id, 0, a.n, (case a.n when 1 then 'failed' else $1 end)::hatchet.outcome, a.n = 2, created_at, created_at, 1
      from hatchet.run, (values (1), (2)) a (n)
      """, [first])
    if let second {
      try await client.execute(
        """
        insert into hatchet.live_task (id, run_created_at, version, state, epoch, attempt, priority, cancelling, queued_at,
          worker, started_at)
        select id << 12 | 1, created_at, version, (case when $1 = 'queued' then 'queued' else 'running' end)::hatchet.task_state,
          0, 1, 2, $1 = 'cancelling', created_at, case when $1 <> 'queued' then 1 end,
          case when $1 <> 'queued' then created_at end
        from hatchet.run
        """, [second])
    }
    do throws(DatabaseError) {
      try await client.execute("select hatchet.replay($1)", [run])
      #expect(isPossible)
    } catch {
      #expect(error.sqlState == "HT409" && !isPossible, "\(error)")
    }
    if second == "running" {
      let error = await #expect(throws: DatabaseError.self) {
        try await client.execute("select hatchet.replay($1, everything => true)", [run])
      }
      #expect(error?.sqlState == "HT409" && error?.message == "tasks of run \"\(run)\" are running")
    }
  }

  @Test(arguments: ["cancel", "replay"])
  func refusesToCommandWhatIsNotThere(function: String) async throws {
    let none = PublicID(kind: .run, createdAt: Timestamp(microseconds: 1_700_000_000_000_000), number: 9).uuid
    for id in [none, UUIDBytes(high: 1, low: 2)] {
      let error = await #expect(throws: DatabaseError.self) {
        try await client.execute(SQLStatement("select hatchet.\(function)($1)"), [id])
      }
      #expect(error?.sqlState == "HT404")
      #expect(error?.message == "run \"\(id)\" does not exist")
    }
    #expect(try await count("command") == 0)
  }

  /// An engine may have been away for a month, while cron went on.
  @Test func makesThePartitionThatIsMissing() async throws {
    try await dropPartitions()
    #expect(try await count("partition_day") == 0)
    let run = try await client.execute("select hatchet.enqueue('plain')").only().get(UUIDBytes.self, 0)
    try await client.execute("select hatchet.cancel($1)", [run])
    #expect(try await count("run") == 1)
    #expect(try await count("command") == 1)
    let today = "select log from hatchet.partition_day where day = (now() at time zone 'UTC')::date order by log"
    #expect(
      try await observer.execute(SQLStatement(today)).decode(String.self) == [
        "attempt", "command", "event", "event_match", "log_line", "run",
      ])
  }

  /// Two at once, neither of whom finds a partition: one makes it, the other waits for it.
  @Test func makesItOnceForAll() async throws {
    try await dropPartitions()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let connection = try await database.connect()
          try await connection.execute("select hatchet.enqueue('plain')")
          await connection.close()
        }
      }
      try await group.waitForAll()
    }
    #expect(try await count("run") == 6)
  }

  @Test(arguments: ["update hatchet.% set xid = xid", "delete from hatchet.%"])
  func whatIsWrittenStays(statement: String) async throws {
    let run = try await client.execute("select hatchet.enqueue('plain')").only().get(UUIDBytes.self, 0)
    try await client.execute("select hatchet.cancel($1)", [run])
    let leaves = try await observer.execute("select partition::text from hatchet.partition_day limit 2")
      .decode(String.self).map { $0.replacing("hatchet.", with: "") }
    #expect(leaves.count == 2)
    for table in ["run", "command", "attempt", "log_line"] + leaves {
      var text = statement.replacing("%", with: table)
      if table.hasPrefix("log_line") { text = text.replacing("set xid = xid", with: "set line = line") }
      let error = await #expect(throws: DatabaseError.self, "\(text)") { try await client.simple(text) }
      #expect(error?.sqlState == "23001", "\(text)")
      #expect(error?.message.hasSuffix("of \"\(table)\" refused: logs are append-only") == true)
    }
    #expect(try await count("run") == 1)
  }

  /// A sleeping leader is told when the transaction commits; one that is awake costs nobody a notification.
  @Test func wakesALeaderThatSleeps() async throws {
    try await observer.listen("hatchet.leader")
    var notifications = observer.notifications.makeAsyncIterator()
    try await client.execute("select hatchet.enqueue('plain')")
    try await client.simple("notify \"hatchet.leader\", 'nothing came before'")
    #expect(await notifications.next()?.payload == "nothing came before")
    try await client.simple("update hatchet.leader set asleep = true")
    try await client.execute("select hatchet.enqueue('plain')")
    #expect(await notifications.next()?.payload == "run")
  }
}
