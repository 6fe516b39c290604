import JSON
import Terminal
import Testing
import Time

struct RowWriterTests {
  struct Run: Sendable {
    var id: String
    var workflow: String
    var status: String
    var tasks: Int?
    var note: String
  }

  static let columns: [Column<Run>] = [
    Column("id") { .text($0.id) },
    Column("workflow", canShrink: true) { .text($0.workflow) },
    Column("status") { .status($0.status, look: Look()) },
    Column("task_count", header: "TASKS", alignment: .right) { .count($0.tasks) },
    Column("note", canShrink: true) { .text($0.note) },
    Column("raw", isDefault: false) { .json(["n": .int($0.tasks ?? 0)]) },
  ]
  static let runs = [
    Run(id: "r1", workflow: "nightly-report", status: "completed", tasks: 1234, note: "said \"hi\", left"),
    Run(id: "r2", workflow: "日本", status: "failed", tasks: nil, note: "two\nlines\tand \u{1b}[31mred"),
  ]

  private func written(
    _ format: OutputFormat, columns: [String]? = nil, header: Bool = true, terminal: Int? = nil, rows: [Run] = runs
  ) throws -> String {
    let output = Output()
    let surface = Surface(isTerminal: terminal != nil, width: terminal ?? 80)
    var writer = try RowWriter(
      columns: Self.columns, options: .init(format: format, columns: columns, hasHeader: header), surface: surface,
      output: output)
    try writer.writeAll(rows)
    return output.contents
  }

  @Test func writesTables() throws {
    #expect(
      try written(.table) == """
        ID  WORKFLOW        STATUS       TASKS  NOTE
        r1  nightly-report  ✓ completed  1,234  said "hi", left
        r2  日本            ✗ failed            two\\nlines\\tand ^[[31mred

        """)
  }

  @Test func cutsTablesOnlyOnATerminal() throws {
    let lines = try written(.table, terminal: 48).split(separator: "\n")
    #expect(
      lines == [
        "ID  WORKFLOW     STATUS       TASKS  NOTE",
        "r1  nightly-re…  ✓ completed  1,234  said \"hi\",…",
        "r2  日本         ✗ failed            two\\nlines…",
      ])
    for width in 20...60 {
      let lines = try written(.table, terminal: width).split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines.allSatisfy { CellWidth.of($0) <= width && $0.hasPrefix("r") || $0.hasPrefix("ID") })
    }
  }

  /// First what says the same in fewer cells, then what is of less interest; at last what may be cut.
  @Test(arguments: [
    (80, "ID        WHEN (UTC)                      NOTE         KIND"),
    (59, "ID        WHEN (UTC)                      NOTE         KIND"),
    (58, "ID        WHEN             NOTE         KIND"), (44, "ID        WHEN             NOTE         KIND"),
    (43, "ID    WHEN             NOTE         KIND"), (40, "ID    WHEN             NOTE         KIND"),
    (39, "ID    WHEN             NOTE"), (30, "ID    WHEN             NOTE"),
  ])
  func fitsATerminal(width: Int, header: String) throws {
    struct Row: Sendable { var note: String }
    let columns: [Column<Row>] = [
      Column("id") { _ in Field(json: "00000001", text: "00000001", short: "0001") },
      Column("when", header: "WHEN (UTC)", shortHeader: "WHEN") { _ in
        Field(json: "x", text: "Sun 2026-03-29 01:00:00 +00:00", short: "Sun 03-29 01:00")
      },
      Column("note", canShrink: true) { .text($0.note) }, Column("kind", isMinor: true) { _ in .text("file") },
    ]
    let output = Output()
    var writer = try RowWriter(
      columns: columns, options: .init(), surface: Surface(isTerminal: true, width: width), output: output)
    try writer.writeAll([Row(note: "eleven char")])
    let lines = output.contents.split(separator: "\n")
    #expect(
      lines.first.map(String.init) == header && lines.allSatisfy { CellWidth.of(String($0)) <= width }, "\(lines)")
    // What is asked for is not left out.
    let asked = Output()
    writer = try RowWriter(
      columns: columns, options: .init(columns: ["kind", "note"]), surface: Surface(isTerminal: true, width: 20),
      output: asked)
    try writer.writeAll([Row(note: "eleven character")])
    #expect(asked.contents.hasPrefix("KIND  NOTE\nfile  eleven"))
  }

  @Test func writesJSON() throws {
    let text = try written(.json)
    let rows = try #require(try JSONParser.parse(text).array)
    #expect(rows.count == 2)
    #expect(rows[0].object?.keys == ["id", "workflow", "status", "task_count", "note", "raw"])
    #expect(rows[0]["task_count"] == 1234)
    #expect(rows[0]["status"] == "completed")
    #expect(rows[1]["task_count"] == .some(.null))
    #expect(rows[1]["note"] == "two\nlines\tand \u{1b}[31mred")
    #expect(text.hasPrefix("[\n  {\"id\":\"r1\","))
    #expect(text.hasSuffix("}\n]\n"))
    #expect(try written(.json, rows: []) == "[]\n")
  }

  @Test func writesJSONLines() throws {
    #expect(
      try written(.jsonl, columns: ["status", "id"]) == """
        {"status":"completed","id":"r1"}
        {"status":"failed","id":"r2"}

        """)
    #expect(try written(.jsonl, rows: []) == "")
  }

  @Test func writesSeparatedValues() throws {
    #expect(
      try written(.csv, columns: ["id", "task_count", "note", "raw"]) == """
        id,task_count,note,raw
        r1,1234,"said ""hi"", left","{""n"":1234}"
        r2,,"two
        lines\tand \u{1b}[31mred","{""n"":0}"

        """)
    #expect(
      try written(.tsv, columns: ["id", "note"], header: false) == """
        r1\tsaid "hi", left
        r2\ttwo\\nlines\\tand \u{1b}[31mred

        """)
    #expect(try written(.csv, columns: ["id", "note"], rows: []) == "id,note\n")
  }

  @Test func writesIds() throws {
    #expect(try written(.id, columns: ["note"]) == "r1\nr2\n")
  }

  @Test func picksAndOrdersColumns() throws {
    #expect(try written(.table, columns: ["note", "id"], header: false).hasPrefix("said \"hi\", left            "))
    #expect(try written(.table, rows: []) == "")
    #expect(
      throws: TerminalError(
        code: .unknownColumn, message: "unknown column 'nope'",
        hint: "columns are id, workflow, status, task_count, note, raw")
    ) { try written(.table, columns: ["nope"]) }
  }

  @Test func streams() throws {
    for format in OutputFormat.allCases {
      let output = Output()
      var writer = try RowWriter(
        columns: Self.columns, options: .init(format: format), surface: Surface(isTerminal: false), output: output)
      try writer.write(Self.runs[0])
      #expect(output.contents.contains("r1") == format.streams)
    }
  }

  @Test func fieldsAreExactForPrograms() {
    let now = Timestamp(microseconds: 1_795_469_789_000_000)
    #expect(Field.time(now - .seconds(3), now: now).json == "2026-11-23T21:36:26.000000Z")
    #expect(Field.time(now - .seconds(3), now: now).text == "3s ago")
    #expect(Field.duration(.milliseconds(2300)).json == 2.3)
    #expect(Field.duration(.milliseconds(2300)).text == "2.3s")
    #expect(Field.bytes(1_250_000).json == 1_250_000)
    #expect(Field.bytes(1_250_000).text == "1.2 MB")
    #expect(Field.bool(true).text == "yes")
    #expect(Field.text(nil).json == .null)
  }
}
