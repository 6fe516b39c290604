import Arguments
import Testing

@Suite struct HelpPageTests {
  private func help(_ line: String) throws -> HelpPage {
    guard case .help(let page) = parse(line) else { throw ArgumentError("no help for '\(line)'") }
    return page
  }

  @Test func theShortHelpOfACommand() throws {
    #expect(
      try help("step -h").text() == """
        usage: hatchet step [OPTIONS] NAME -- CMD...

        Do something once and remember its output.

        arguments:
          NAME       What the step is called
          -- CMD...  The program, and its arguments

        options:
              --retries N  Try again so often (1 to 9)
              --at TIME    Not before this time
              --in AGE     Not before so long from now
          -h, --help       Explain: -h in short, --help with examples

        examples:
          A download that is not done twice:
            hatchet step fetch -- curl -s https://example.org

        More, and the global options: 'hatchet step --help'.

        """)
  }

  @Test func theLongHelpOfACommand() throws {
    #expect(
      try help("runs ls --help").text() == """
        usage: hatchet runs list [OPTIONS] [WORKFLOW...]

        Runs, newest first.

        The table is cut to the width of the terminal.

          ID  STATUS

        With --follow it goes on.

        arguments:
          WORKFLOW...  Only runs of these workflows

        options:
          -s, --status STATUS  Only runs in this state; may be repeated (one of queued,
                               waiting, running, completed, failed)
          -L, --limit N        At most this many (0 to 100000; default 50;
                               $HATCHET_LIMIT)
              --since AGE      Only runs younger than this
              --after AGE      Only runs younger than this (deprecated: use '--since')
              --[no-]pager     Page long output (default --pager)
          -f, --follow         Go on printing
          -h, --help           Explain: -h in short, --help with examples

        output options:
          -o, --output FORMAT  Print in this form (one of table, json, jsonl, csv;
                               default table; $HATCHET_OUTPUT)
              --json           Short for --output json
              --columns NAMES  Only these columns, in this order (may be repeated)

        global options:
              --database URL  Connect to this database ($HATCHET_DATABASE_URL)
          -v, --verbose       Say more; -vv says everything ($HATCHET_VERBOSE)
              --[no-]color    Use colours (default --color)

        rules:
          --output and --json exclude each other
          --after needs --limit

        examples:
          What failed in the last hour:
            hatchet runs list --status failed --since 1h
          The runs of one workflow, for a program:
            hatchet runs list --json report | jq .

        see also:
          hatchet step
          hatchet-workflow(5)

        """)
  }

  @Test func theProgramListsItsCommandsBySection() throws {
    let text = try help("").text()
    #expect(text.contains("run:\n  step    Do something once and remember its output\n  worker  Take tasks"))
    #expect(text.contains("keep:\n  copy  Put files elsewhere\n\n"))
    #expect(!text.contains("secret"))
    #expect(try help("--help").text().contains("cp    Put files elsewhere (deprecated: use 'copy')"))
  }

  @Test(arguments: [
    "help runs list", "help runs ls", "help hatchet runs list", "runs list --help x --bogus", "--help runs list",
  ])
  func manyWaysToAsk(_ line: String) throws { #expect(try help(line) == help("runs list --help")) }

  @Test func helpOfAnotherProgramIsNotOurs() { #expect(invocation("step a -- prog --help") != nil) }

  @Test func topicsArePages() throws {
    #expect(
      try help("help formatting").text() == """
        formatting: How output is formed

        Tables by default.

          ID STATUS

        """)
    let environment = try help("help environment").text()
    #expect(environment.contains("  HATCHET_LIMIT         At most this many (--limit)\n"))
    #expect(environment.contains("  NO_COLOR              no colours\n"))
    #expect(try help("help exit-codes").text().contains("  2  the command line is wrong\n"))
  }

  @Test func thePageKnowsItsManual() throws {
    #expect(try help("runs list -h").manual == "hatchet-runs-list")
    #expect(try help("").manual == "hatchet")
    #expect(try help("help formatting").manual == nil)
  }

  @Test(arguments: [1, 40, 60, 80, 300])
  func linesFitTheWidth(_ width: Int) throws {
    for (path, _) in sample.description.shown {
      let text = try sample.description.helpPage(for: path).text(width: width)
      let limit = min(max(width, 60), 100)
      for line in text.split(separator: "\n") where !line.hasPrefix("    hatchet ") {
        #expect(line.count <= limit, "\(line)")
      }
    }
  }

  @Test func theCallerColours() throws {
    let text = try help("step -h").text { role, text in "<\(role):\(text)>" }
    #expect(text.contains("<heading:options:>"))
    #expect(text.contains("  <term:    --retries N>  Try again so often (1 to 9)\n"))
    #expect(text.contains("    <command:hatchet step fetch -- curl -s https://example.org>\n"))
  }
}
