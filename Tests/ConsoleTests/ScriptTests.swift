import Testing

@testable import Console

/// What needs a process: standard input, descriptor 1.
@Suite struct ScriptTests {
  @Test func readsAPipe() async {
    let (output, status) = await FixtureProcess.shell(
      "printf 'echo a \"b c\"\\r\\nselect 1,\\n  2;\\n# done\\necho d' | $fixture")
    #expect(output == "a|b c\nsql: select 1,\n  2\nd\n")
    #expect(status == 0)
  }

  @Test func stopsAtTheFirstFailure() async {
    let (output, status) = await FixtureProcess.shell("printf 'echo a\\n\\nfail 3\\necho b\\n' | $fixture")
    #expect(output == "a\nhatchet: stopped at stdin:3: exit status 3\n")
    #expect(status == 3)
  }

  @Test func keepsGoing() async {
    let (output, status) = await FixtureProcess.shell("printf 'fail 3\\necho b\\nfail 4\\n' | $fixture --keep-going")
    #expect(output == "b\n")
    #expect(status == 3)
  }

  /// As in a shell script: the rest of the input is the subcommand's, if it reads it.
  @Test(arguments: ["printf 'rest\\none\\ntwo\\n' | $fixture", "printf 'rest\\none\\ntwo\\n' >$f && $fixture <$f"])
  func leavesTheRestToTheSubcommand(_ command: String) async {
    let (output, status) = await FixtureProcess.shell("f=$(mktemp); trap 'rm $f' EXIT; \(command)")
    #expect(output == "read one\nread two\n")
    #expect(status == 0)
  }

  @Test func runsStringsAndFilesInTurn() async {
    let (output, status) = await FixtureProcess.shell(
      "echo 'echo from stdin' | $fixture -c 'echo 1' -f - -c 'select 2' -c 'fail 7' -c 'echo never'")
    #expect(output == "1\nfrom|stdin\nsql: select 2\n")
    #expect(status == 7)
  }

  @Test func redirectsWhatSubcommandsPrint() async throws {
    let directory = try Scratch()
    let file = directory.path + "/out"
    let (output, status) = await FixtureProcess.shell(
      "$fixture -c 'echo a' -c '\\o \(file)' -c 'echo b' -c 'select 1' -c '\\s' -c '\\o' -c 'echo c' -c '\\o /nowhere/x'"
    )
    #expect(output == "a\nc\nhatchet: unable to write '/nowhere/x': No such file or directory\n")
    #expect(status == 1)
    #expect(try directory.read("out") == "b\nsql: select 1\n")
  }

  @Test func readsBytesThatAreNoText() async {
    let (output, status) = await FixtureProcess.shell("printf 'echo \\377x\\n' | $fixture")
    #expect(output == "\u{FFFD}x\n")
    #expect(status == 0)
  }
}
