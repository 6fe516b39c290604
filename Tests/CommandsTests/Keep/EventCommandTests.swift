import Database
import Engine
import Hatchet
import JSON
import Monitor
import TestSupport
import Testing
import Time

@testable import Commands

@Suite struct EventCommandTests {
  private func count(_ world: TestWorld) async throws -> String? {
    try await world.value("select count(*) from hatchet.event")
  }

  @Test func printsTheID() async throws {
    let world = try await TestWorld.make()
    let result = await world.run(
      "event", "push", "a:b", "--data", #"{"n": 1.0}"#, "--scope", "eu", "--meta", "team=ops", "--meta", "x=1")
    #expect(result.status == 0 && result.errors.isEmpty && result.lines.count == 1)
    let row = "key || ' ' || scope || ' ' || payload || ' ' || metadata || ' ' || hatchet.public_id(id, created_at, 2)"
    #expect(
      try await world.value("select \(row) from hatchet.event")
        == #"a:b eu {"n": 1.0} {"team":"ops","x":"1"} \#(result.lines.first ?? "")"#)
    let bare = await world.run("event", "push", "c", "--json")
    let json = try JSONParser.parse(bare.output)
    #expect(json["key"] == "c" && json["id"]?.string?.count == 36)
    #expect(try await world.value("select payload from hatchet.event where key = 'c'") == "{}")
  }

  @Test func readsTheDataFromAFileOrAPipe() async throws {
    let world = try await TestWorld.make()
    try world.folder.write("in.json", "[1,\n 2]\n")
    #expect(await world.run("event", "push", "a", "--data", "@in.json").status == 0)
    #expect(await world.run("event", "push", "a", "--data", "-", input: Input("\"piped\"")).status == 0)
    #expect(
      try await world.value("select string_agg(payload::text, '|' order by id) from hatchet.event")
        == "[1,\n 2]\n|\"piped\"")
  }

  @Test(arguments: [
    (["push", "a", "--data", "{"], "--data:1:2: the input is not JSON"),
    (["push", ""], "the key of an event has 1 to 1000 bytes"),
    (["push", "a", "--scope", ""], "the scope of an event has 1 to 1000 bytes"),
    (["push"], "KEY"), (["push", "a", "--each", "-", "--data", "1"], "--data"),
    (["show", "nope"], "'nope' is not an id"),
    (["show", "018f3c2e-7b1c-8a04-8000-00000000002a"], "is the id of a run, not of an event"),
    (["list", "--before", "018f3c2e-7b1c-8a04-8000-00000000002a"], "is the id of a run, not of an event"),
  ])
  func whatMakesNoSenseIsRefused(_ words: [String], _ message: String) async throws {
    let world = try await TestWorld.make()
    let result = await CommandResult.of(
      ["event"] + words, environment: world.environment, input: Input("1\n"), directory: world.folder.path)
    #expect(result.status == 2 && result.errors.contains(message), "\(result.errors)")
    #expect(try await count(world) == "0")
  }

  @Test func anEventALineOfItsData() async throws {
    let world = try await TestWorld.make()
    let lines = (1...2500).map { #"{"n": \#($0), "text": "tab\tand \\ and ä"}"# }.joined(separator: "\n\n")
    let result = await world.run(
      "event", "push", "a", "--each", "-", "--scope", "s", "--meta", "bulk=yes", input: Input(lines))
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(result.errors == "pushed 2,500 events\n")
    #expect(
      try await world.value(
        """
        select count(*) || ' ' || sum((payload ->> 'n')::integer) || ' ' || min(payload ->> 'text')
        from hatchet.event where key = 'a' and scope = 's' and metadata ->> 'bulk' = 'yes'
        """) == "2500 3126250 tab\tand \\ and ä")
  }

  @Test func anEventALineWithAllOfIt() async throws {
    let world = try await TestWorld.make()
    let lines = """
      {"key": "a", "data": {"n": 1.00}, "scope": "eu", "metadata": {"m": 1}}
      {"key": "b", "scope": null, "data": null}

      {"key": "c"}
      """
    let result = await world.run("event", "push", "--each", "-", "--meta", "d=e", "--json", input: Input(lines))
    #expect(result.output == #"{"count":3}"# + "\n")
    #expect(
      try await world.value(
        """
        select string_agg(concat_ws(' ', key, coalesce(scope, '-'), payload, metadata), '; ' order by id)
        from hatchet.event
        """) == #"a eu {"n":1.00} {"m":1}; b - null {"d":"e"}; c - {} {"d":"e"}"#)
  }

  @Test(arguments: [
    ("7", "an event must be an object"), ("{}", "an event needs 'key'"), (#"{"key": 7}"#, "'key' must be text"),
    (#"{"key": ""}"#, "'key' must have 1 to 1000 bytes, not 0"), (#"{"key": "\u0000"}"#, "'key' holds a NUL character"),
    (#"{"key": "a", "payload": 1}"#, "an event has no 'payload'"),
    (#"{"key": "a", "metadata": []}"#, "'metadata' must be an object"),
    (#"{"key": "a", "scope": 1}"#, "'scope' must be text"),
  ])
  func aLineThatIsWrongIsNamedAndNothingIsTaken(_ line: String, _ message: String) async throws {
    let world = try await TestWorld.make()
    let text = #"{"key": "fine"}"# + "\n\n" + line + "\n" + #"{"key": "fine"}"# + "\n"
    let result = await world.run("event", "push", "--each", "-", input: Input(text))
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("hatchet: <stdin>:3: \(message)\n"), "\(result.errors)")
    #expect(try await count(world) == "0")
  }

  /// Trap 46: a filter that failed is shown with its event.
  @Test func whatEventsDidIsListed() async throws {
    let hatchet = try await RunningHatchet.make(
      """
      name: each
      triggers: {events: ["order:*"], filters: [{when: "input.size > 100", scope: eu}, {when: "event_key == 'order:x'"}]}
      tasks: {a: {run: 'true'}}
      ---
      name: strict
      input_schema: {required: [size]}
      triggers: {events: ["order:*"]}
      tasks: {a: {run: 'true'}}
      """)
    let ids = try await hatchet.working {
      var ids: [String] = []
      ids.append(try await hatchet.client.pushEvent("order:a", data: #"{"size": 200}"#, scope: "eu"))
      ids.append(try await hatchet.client.pushEvent("order:x", metadata: #"{"team": "ops"}"#))
      ids.append(try await hatchet.client.pushEvent("order_x", scope: "eu"))
      ids.append(try await hatchet.client.pushEvent("order:b", scope: "eu"))
      while try await !hatchet.client.isIdle() { try await Task.sleep(for: .milliseconds(10)) }
      return ids
    }
    let table = await hatchet.hatchet("event", "list")
    #expect(
      table.lines[0].split(separator: " ") == ["ID", "KEY", "SCOPE", "PUSHED", "STARTED", "WOKEN", "ERRORS"])
    #expect(table.lines.count == 5)
    #expect(await hatchet.hatchet("event", "list", "-o", "id").lines == ids.reversed())
    #expect(await hatchet.hatchet("event", "ls", "-k", "order_*", "-o", "id").lines == [ids[2]])
    #expect(await hatchet.hatchet("event", "ls", "-k", "*:*", "--scope", "eu", "-o", "id").lines == [ids[3], ids[0]])
    let first = await hatchet.hatchet("event", "list", "-L", "2", "-o", "id")
    #expect(first.lines == [ids[3], ids[2]] && first.errors == "2 shown; more with --before \(ids[2])\n")
    let rest = await hatchet.hatchet("event", "list", "-L", "2", "-o", "id", "--before", ids[2])
    #expect(rest.lines == [ids[1], ids[0]] && rest.errors.isEmpty)

    let json = try JSONParser.parse(await hatchet.hatchet("event", "list", "--json").output)
    let started = (0..<4).map { json[$0]?["started"] }
    #expect(started == [0, 0, 1, 2])
    let runs = try #require(json[3]?["runs_started"]?.array).compactMap(\.string)
    let inspected = try JSONParser.parse(await hatchet.hatchet("inspect", runs[0], "--json").output)
    #expect(inspected["workflow"] == "each" && inspected["status"] == "completed")
    #expect(inspected["metadata"]?["hatchet__event_id"]?.string == ids[0])
    #expect(json[2]?["errors"] == [["workflow": "strict", "run": .null, "message": "input.size: is required"]])
    #expect(json[2]?["metadata"] == ["team": "ops"])
    let failed = try #require(json[0]?["errors"]?.array)
    #expect(failed.map { $0["workflow"] } == ["each", "strict"])
    #expect(failed[0]["message"]?.string?.hasPrefix("filter 1: ") == true)

    let shown = await hatchet.hatchet("event", "show", ids[0])
    #expect(shown.lines[0] == "order:a" && shown.lines.contains("data    {\"size\": 200}"), "\(shown.output)")
    #expect(shown.output.contains("started  \(runs[0])"), "\(shown.output)")
    let document = try JSONParser.parse(await hatchet.hatchet("event", "show", ids[0], "--json").output)
    #expect(document["data"] == ["size": 200] && document["effects"]?.array?.count == 2)
    #expect(
      await hatchet.hatchet("event", "show", EventID(number: 99, createdAt: .init(microseconds: 0)).text).status == 3)
  }

  @Test func theLastDigitsOfAnIDAreEnough() async throws {
    let world = try await TestWorld.make()
    var ids: [String] = []
    for key in 1...0x23 { ids.append(await world.run("event", "push", "k\(key)").lines[0]) }
    let shown = await world.run("event", "show", "00000022")
    #expect(shown.status == 0 && shown.lines.first == "k34" && shown.output.contains(ids[0x21]))
    // A whole number is that event's, though others end so, too.
    #expect(await world.run("event", "show", "2").lines.first == "k2")
    #expect(await world.run("event", "show", "1f").lines.first == "k31")
    #expect(await world.run("event", "list", "--before", "3", "-o", "id").lines == [ids[1], ids[0]])
    let none = await world.run("event", "show", "fff")
    #expect(none.status == 3 && none.errors.contains("no event of the last 7 days has an id that ends with 'fff'"))
    let several = await world.run("event", "show", "0")
    #expect(several.status == 2 && several.errors.contains("'0' fits more than one event"), "\(several.errors)")
  }

  /// So is one that it failed.
  @Test func whomAnEventFailedIsTold() async throws {
    let hatchet = try await RunningHatchet.make(
      "name: w\ntasks: {a: {run: x, wait_for: [{event: go, when: input.ok}]}, b: {run: x, wait_for: [{event: go}]}}")
    let (run, id) = try await hatchet.working {
      let run = try await hatchet.client.enqueue("w")
      _ = try await eventually("it waits") {
        try await hatchet.client.runReader.detail(RunID(parsing: run))?.tasks[0].live?.waitsSince
      }
      let id = try await hatchet.client.pushEvent("go")
      _ = try await hatchet.client.wait(for: run, timeout: .seconds(60))
      return (run, id)
    }
    let json = try JSONParser.parse(await hatchet.hatchet("event", "list", "--json").output)
    #expect(json[0]?["failed"] == 1 && json[0]?["runs_failed"] == [.string(run)] && json[0]?["woken"] == 1)
    #expect(json[0]?["errors"]?[0]?["run"] == .string(run))
    let table = await hatchet.hatchet("event", "list", "--columns", "failed,errors").lines
    #expect(table.last?.contains("1  w: its wait_for: no such key") == true, "\(table)")
    let shown = await hatchet.hatchet("event", "show", id)
    #expect(shown.output.contains("failed a  \(run)  its wait_for: no such key"), "\(shown.output)")
    #expect(shown.output.contains("woke b    \(run)"), "\(shown.output)")
    let effects = try JSONParser.parse(await hatchet.hatchet("event", "show", id, "--json").output)["effects"]?.array
    let failed = effects?.first { $0["error"] != .null }
    #expect(failed?["task"] == "a" && failed?["run"] == .string(run))
    // What failed it is no event that it waited for.
    let matches = "select count(*) from hatchet.event_match where error is null"
    #expect(try await hatchet.client.connection.execute(SQLStatement(matches)).only().get(Int64.self, 0) == 1)
  }

  /// A woken task is told by its name.
  @Test func whomAnEventWokeIsTold() async throws {
    let hatchet = try await RunningHatchet.make("name: w\ntasks: {a: {run: x}, b: {run: x, needs: [a]}}")
    let run = try await hatchet.client.enqueue("w")
    let id = try await hatchet.client.pushEvent("go")
    for task in [0, 1] {
      _ = try await hatchet.client.connection.simple(
        """
        insert into hatchet.event_match (event_id, event_created_at, run_id, run_created_at, task, leaf, workflow,
          matched_at, key, payload)
        select e.id, e.created_at, r.id, r.created_at, \(task), 0, 'w', now(), e.key, e.payload
        from hatchet.event e, hatchet.run r
        """)
    }
    let json = try JSONParser.parse(await hatchet.hatchet("event", "list", "--json").output)
    #expect(json[0]?["started"] == 0 && json[0]?["woken"] == 1)
    #expect(json[0]?["runs_woken"] == [.string(run)])
    let shown = await hatchet.hatchet("event", "show", id)
    #expect(shown.output.contains("woke a  \(run)") && shown.output.contains("woke b  \(run)"), "\(shown.output)")
  }
}
