import Database
import FoundationEssentials
import Store
import TestSupport
import Testing

/// `share/roles.sql`: who may enqueue may do nothing else.
@Suite struct RolesTests {
  let database: TestDatabase
  /// Acts as hatchet_enqueuer.
  let enqueuer: Connection

  init() async throws {
    database = try await TestDatabase.fresh()
    let owner = try await database.connect()
    _ = try await Migrator(.standard, owner).migrate()
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let script = try String(contentsOfFile: root + "/share/roles.sql", encoding: .utf8)
    // Twice: it may be run again.
    try await owner.simple(script)
    try await owner.simple(script)
    try await owner.simple(
      """
      insert into hatchet.workflow_version (workflow, checksum, definition, priority, input_schema)
        values ('w', repeat('0', 64), '{}', 2, '{"properties": {"day": {"type": "string"}}}');
      insert into hatchet.workflow (name, version) select workflow, id from hatchet.workflow_version;
      """)
    await owner.close()
    enqueuer = try await database.connect()
    try await enqueuer.simple("set role hatchet_enqueuer")
  }

  @Test func enqueuesCancelsAndReplays() async throws {
    let run = try await RunLog(enqueuer, Statements(.standard)).enqueue(.init(workflow: "w", input: #"{"day":"x"}"#))
    try await RunLog(enqueuer, Statements(.standard)).cancel([run])
    try await RunLog(enqueuer, Statements(.standard)).replay([run])
    try await enqueuer.simple("reset role")
    let kinds = try await enqueuer.execute("select kind::text from hatchet.command order by id").decode(String.self)
    #expect(kinds == ["cancel", "replay"])
    #expect(try await enqueuer.execute("select count(*) from hatchet.run").only().get(Int64.self, 0) == 1)
  }

  @Test func hasNoRightOnAnyTable() async throws {
    let rights = try await enqueuer.execute(
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace = 'hatchet'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
        and case c.relkind when 'S' then has_sequence_privilege(c.oid, 'usage, select, update')
          else has_table_privilege(c.oid, 'select, insert, update, delete, truncate, references, trigger')
            or has_any_column_privilege(c.oid, 'select, insert, update, references') end
      """
    ).decode(String.self)
    #expect(rights == [])
    for table in ["run", "attempt", "live_task", "workflow_version", "partition_day"] {
      let error = await #expect(throws: DatabaseError.self) {
        try await enqueuer.simple("select from hatchet.\(table)")
      }
      #expect(error?.sqlState == "42501", "\(table)")
    }
    let error = await #expect(throws: DatabaseError.self) { try await enqueuer.simple("create table hatchet.mine ()") }
    #expect(error?.sqlState == "42501")
  }

  /// What it may call: what roles.sql grants, and functions that work on their arguments alone, or with the caller's own rights.
  @Test func callsOnlyWhatItWasGranted() async throws {
    let callable = try await enqueuer.execute(
      """
      select proname::text from pg_proc p
      where pronamespace = 'hatchet'::regnamespace and has_function_privilege(oid, 'execute')
        and provolatile <> 'i' and prorettype <> 'trigger'::regtype
      order by 1
      """
    ).decode(String.self)
    #expect(callable == ["cancel", "enqueue", "enqueue_or_ask", "push_event", "replay", "reschedule", "start_time"])
  }

  /// A function that runs with its owner's rights must not run what its caller put in the way: names of types are looked
  /// up among the caller's temporary ones first, unless the function's search path says otherwise.
  @Test func cannotSlipItsOwnTypesIntoAFunction() async throws {
    try await enqueuer.simple(
      """
      create function pg_temp.trap(anything anyelement) returns boolean language plpgsql as
        $$ begin raise exception 'trapped as %', current_user; end $$;
      create domain pg_temp.text as pg_catalog.text check (pg_temp.trap(value::pg_catalog.text));
      create domain pg_temp.timestamptz as pg_catalog.timestamptz check (pg_temp.trap(value::pg_catalog.timestamptz));
      create domain pg_temp.jsonb as pg_catalog.jsonb check (pg_temp.trap(value::pg_catalog.jsonb));
      create domain pg_temp.date as pg_catalog.date check (pg_temp.trap(value::pg_catalog.date));
      create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.trap(value::pg_catalog.uuid));
      """)
    let run = try await enqueuer.execute("select hatchet.enqueue('w', '{\"day\":\"x\"}')::pg_catalog.text")
      .only().get(String.self, 0)
    try await enqueuer.simple("select hatchet.cancel('\(run)'); select hatchet.replay('\(run)')")
  }
}
