import Testing

@testable import Console

@Suite struct AssemblerTests {
  private func entries(_ lines: [String]) -> [Assembler.Entry] {
    var assembler = Assembler()
    return lines.flatMap { assembler.feed($0) } + assembler.finish()
  }

  @Test(
    arguments: [
      ([""], []),
      (["runs list"], [Assembler.Entry.command(["runs", "list"])]),
      (["hatchet runs list"], [.command(["runs", "list"])]),
      (["hatchet"], [.command(["hatchet"])]),
      (["# comment", "-- comment", "--", ";", " ; "], []),
      (["--version"], [.command(["--version"])]),
      (["runs \\", "list \\", "--all"], [.command(["runs", "list", "--all"])]),
      (["a\nb\n\nc"], [.command(["a"]), .command(["b"]), .command(["c"])]),
      (["a 'b\nc'"], [.command(["a", "b\nc"])]),
      (["\\timing on"], [.meta("timing", ["on"])]),
      (["\\?"], [.meta("?", [])]),
      (["  \\i 'a b' # c"], [.meta("i", ["a b"])]),
      (["select 1;"], [.sql("select 1")]),
      (["SELECT(1);"], [.sql("SELECT(1)")]),
      (
        ["values (1);", "table t;", "show x;", "explain select 1;", "with a as (select 1) select 2;"],
        [
          .sql("values (1)"), .sql("table t"), .sql("show x"), .sql("explain select 1"),
          .sql("with a as (select 1) select 2"),
        ]
      ),
      (
        ["selected 1", "show-it", "tables"],
        [.command(["selected", "1"]), .command(["show-it"]), .command(["tables"])]
      ),
      (["select 1", "  ;"], [.sql("select 1")]),
      (["select 'a", "b';"], [.sql("select 'a\nb'")]),
      (["select 1; select 2; runs list"], [.sql("select 1"), .sql("select 2"), .command(["runs", "list"])]),
      (["select 1 -- ;", ";"], [.sql("select 1 -- ;")]),
      (["select 1", "\\timing", "+ 1;"], [.meta("timing", []), .sql("select 1\n+ 1")]),
      (["select '", "\\timing", "';"], [.sql("select '\n\\timing\n'")]),
      (["select 1"], [.sql("select 1")]),
      (["select 1;\nruns list\nselect", "2;"], [.sql("select 1"), .command(["runs", "list"]), .sql("select\n2")]),
    ] as [([String], [Assembler.Entry])])
  func assembles(_ lines: [String], _ expected: [Assembler.Entry]) {
    #expect(entries(lines) == expected)
  }

  @Test(arguments: [
    (["echo 'a"], "missing the closing quote '"), (["echo \"a"], "missing the closing quote \""),
    (["select 'a;"], "unfinished statement: the input ends within '"),
    (["select $f$ ;"], "unfinished statement: the input ends within $f$"),
    (["select 1 /* ;"], "unfinished statement: the input ends within *"),
    (["echo \\"], "unfinished command: the input ends after a backslash"),
  ])
  func refusesWhatIsUnfinished(_ lines: [String], _ message: String) throws {
    let entries = entries(lines)
    guard case .failure(let error) = try #require(entries.first) else {
      Issue.record("\(entries)")
      return
    }
    #expect(entries.count == 1)
    #expect(error.code == .unfinished)
    #expect(error.message == message)
    #expect(error.status == 2)
  }

  /// What follows an open quote on the same line is not run; the next line is.
  @Test func goesOnAfterAnOpenQuote() {
    #expect(entries(["echo 'a", "echo b"]).last == .command(["echo", "b"]))
  }

  @Test(arguments: [
    ("select 1", "-"), ("select 'a", "'"), ("select \"a", "\""), ("select $f$", "$f$"), ("select /*", "*"),
    ("select (", "("),
    ("runs \\", "\\"), ("runs list", ""), ("select 1;", ""),
  ])
  func marksWhatIsOpen(_ line: String, _ mark: String) {
    var assembler = Assembler()
    _ = assembler.feed(line)
    #expect(assembler.mark == mark)
    #expect(assembler.isOpen == !mark.isEmpty)
    assembler.clear()
    #expect(!assembler.isOpen)
  }
}
