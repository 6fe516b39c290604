import Synchronization
import Terminal
import Testing

@testable import Console

@Suite struct ConsoleTests {
  /// A console whose host prints what it is asked to run. `fail N` exits with N.
  private struct Fixture {
    let output = Output()
    let console: Console

    init(keepsGoing: Bool = false, prompt: String = "hatchet> ", step: Duration = .microseconds(1500)) {
      let output = output
      let time = Mutex(Duration.zero)
      let host = ConsoleHost(
        run: { words in
          try? output.writeLine("run \(words)")
          return words.first == "fail" ? words.last.flatMap { Int32($0) } ?? 1 : 0
        },
        sql: { statement in
          try? output.writeLine("sql \(statement)")
          return statement.contains("fail") ? 1 : 0
        },
        prompt: { prompt })
      console = Console(
        host: host, options: .init(keepsGoing: keepsGoing), output: output, errors: output,
        now: {
          time.withLock { time in
            time += step
            return time
          }
        })
    }
  }

  @Test func runsWhatIsTyped() async {
    let fixture = Fixture()
    let source = ScriptedSource("runs list", "", "select 1,", "  '", "';", "# comment", "fail 3", "hatchet why 'a b'")
    #expect(await fixture.console.run(source) == 0)
    #expect(
      fixture.output.contents == """
        run ["runs", "list"]
        sql select 1,
          '
        '
        run ["fail", "3"]
        run ["why", "a b"]

        """)
    #expect(
      await source.prompts == [
        "hatchet> ", "hatchet> ", "hatchet> ", "      -> ", "      '> ", "hatchet> ", "hatchet> ", "hatchet> ",
        "hatchet> ",
      ])
    #expect(
      await source.history == [
        "runs list", "", "select 1,\n  '\n';", "# comment", "fail 3", "hatchet why 'a b'",
      ])
  }

  @Test(arguments: [
    ("hatchet> ", "      -> "), ("> ", "-> "), ("\u{1}\u{1b}[1m\u{2}db\u{1}\u{1b}[0m\u{2}>> ", "  -> "),
    ("日本> ", "   -> "),
  ])
  func continuesBelowThePrompt(_ prompt: String, _ continuation: String) async {
    let source = ScriptedSource("select")
    _ = await Fixture(prompt: prompt).console.run(source)
    #expect(await source.prompts == [prompt, continuation])
  }

  @Test func saysWhatItDoesNotUnderstand() async {
    let fixture = Fixture()
    let source = ScriptedSource(
      "\\timng", "\\zzz", "\\timing maybe", "\\i", "\\q now", "echo 'a", "\\i /nowhere", "runs list")
    #expect(await fixture.console.run(source) == 0)
    #expect(
      fixture.output.contents == """
        hatchet: unknown command '\\timng'
        hint: did you mean '\\timing'?
        hatchet: unknown command '\\zzz'
        hint: \\? lists them
        hatchet: 'maybe' is neither 'on' nor 'off'
        hint: usage: \\timing [on|off]
        hatchet: '\\i' needs an argument
        hint: usage: \\i FILE
        hatchet: too many arguments for '\\q'
        hint: usage: \\q
        hatchet: missing the closing quote '
        hint: put a backslash before a ' that is meant as such
        hatchet: unable to read '/nowhere': No such file or directory
        run ["runs", "list"]

        """)
  }

  @Test func forgetsTheStatementAtCtrlC() async {
    let fixture = Fixture()
    let source = ScriptedSource([.line("select '"), .interrupted, .line("runs list"), .line("select 1")])
    #expect(await fixture.console.run(source) == 0)
    // And what is half typed at Ctrl-D is not run.
    #expect(fixture.output.contents == "run [\"runs\", \"list\"]\n")
    #expect(await source.prompts == ["hatchet> ", "      '> ", "hatchet> ", "hatchet> ", "      -> "])
    #expect(await source.history == ["runs list"])
  }

  @Test(arguments: ["\\q", "exit", "quit", "select 1; exit"])
  func leaves(_ line: String) async {
    let fixture = Fixture()
    #expect(await fixture.console.run(ScriptedSource(line, "runs list")) == 0)
    #expect(!fixture.output.contents.contains("runs"))
  }

  @Test func endsWithTheSignalThatEndedTheInput() async {
    #expect(await Fixture().console.run(ScriptedSource([.line("runs list"), .end(status: 143)])) == 143)
    let lost = ConsoleError(.file, "unable to read stdin", cause: "Input/output error")
    #expect(await Fixture().console.run(ScriptedSource([.failed(lost)])) == 1)
  }

  @Test func stopsAScriptAtItsFirstFailure() async {
    let fixture = Fixture()
    #expect(await fixture.console.run([.text("a\nfail 3\nb"), .text("c")]) == 3)
    #expect(fixture.output.contents == "run [\"a\"]\nrun [\"fail\", \"3\"]\n")
  }

  @Test func keepsGoingIfToldTo() async {
    let fixture = Fixture(keepsGoing: true)
    #expect(await fixture.console.run([.text("fail 3\nfail 4"), .text("echo 'a"), .text("b")]) == 3)
    #expect(fixture.output.contents.hasSuffix("run [\"b\"]\n"))
  }

  @Test(arguments: [
    ("select 1", 0, "sql select 1\n"), ("select fail", 1, "sql select fail\n"),
    ("select '", 2, "hatchet: unfinished statement: the input ends within '\n"),
    ("\\nothing", 2, "hatchet: unknown command '\\nothing'\nhint: \\? lists them\n"),
    ("select 1; select 2 ; \\q\nb", 0, "sql select 1\nsql select 2\n"),
  ])
  func runsTexts(_ text: String, _ status: Int32, _ output: String) async {
    let fixture = Fixture()
    #expect(await fixture.console.run([.text(text)]) == status)
    #expect(fixture.output.contents == output)
  }

  @Test func includesFiles() async throws {
    let directory = try Scratch()
    let inner = try directory.write("inner file", "b\n\\q\nnever\n")
    let outer = try directory.write("outer", "a\r\n\\i '\(inner)'\nfail 3\nnever\n")
    let fixture = Fixture()
    // A person's session goes on after a file that failed.
    #expect(await fixture.console.run(ScriptedSource("\\i \(outer)", "c")) == 0)
    #expect(
      fixture.output.contents == """
        run ["a"]
        run ["b"]
        run ["fail", "3"]
        hatchet: stopped at \(outer):3: exit status 3
        run ["c"]

        """)
    #expect(await Fixture().console.run([.file(outer)]) == 3)
    #expect(await Fixture().console.run([.file("/nowhere")]) == 1)
  }

  @Test func refusesFilesThatIncludeThemselves() async throws {
    let directory = try Scratch()
    let file = try directory.write("loop", "\\i \(directory.path)/loop\n")
    let fixture = Fixture()
    #expect(await fixture.console.run([.file(file)]) == 2)
    #expect(fixture.output.contents.contains("16 files include each other already"))
  }

  @Test func saysHowLongThingsTook() async {
    let fixture = Fixture()
    _ = await fixture.console.run(ScriptedSource("\\timing", "a", "select 1;", "\\timing off", "b"))
    #expect(
      fixture.output.contents == """
        timing is on
        run ["a"]
        time: 1.500 ms
        sql select 1
        time: 1.500 ms
        timing is off
        run ["b"]

        """)
    let slow = Fixture(step: .milliseconds(61_042))
    _ = await slow.console.run(ScriptedSource("\\timing on", "a"))
    #expect(slow.output.contents.hasSuffix("time: 61.042 s\n"))
  }

  @Test func showsTheHistory() async {
    let fixture = Fixture()
    _ = await fixture.console.run(ScriptedSource("a", "select", "1;", "\\s"))
    #expect(fixture.output.contents.hasSuffix("a\nselect\n1;\n\\s\n"))
  }

  @Test func cancelsWhatRuns() async {
    let cancelled = Mutex(0)
    let (started, start) = AsyncStream<Void>.makeStream()
    let host = ConsoleHost(
      run: { _ in
        start.finish()
        let (never, continuation) = AsyncStream<Void>.makeStream()
        for await _ in never {}
        continuation.finish()
        return Task.isCancelled ? 130 : 0
      }, sql: { _ in 0 }, cancel: { cancelled.withLock { $0 += 1 } })
    let console = Console(host: host, output: Output(), errors: Output())
    // Nothing runs yet: nothing is cancelled.
    console.interrupt()
    async let status = console.run([.text("wait")])
    for await _ in started {}
    console.interrupt()
    #expect(await status == 130)
    #expect(cancelled.withLock { $0 } == 1)
  }
}
