import Arguments
import Testing

@Suite struct ArgumentErrorTests {
  /// The line on stderr, and the path in the one that follows it.
  @Test(arguments: [
    ("lsit", "unknown command 'lsit'; did you mean 'runs list'?", ""),
    ("list", "unknown command 'list'; did you mean 'runs list'?", ""),
    ("rnus list", "unknown command 'rnus'; did you mean 'runs'?", ""),
    ("runs lst", "unknown command 'runs lst'; did you mean 'runs list'?", "runs"),
    ("bogus --help", "unknown command 'bogus'", ""),
    ("runs", "'runs' needs a command: list", "runs"),
    ("--no-color", "missing the command", ""),
    ("runs list --statsu x", "unknown option '--statsu'; did you mean '--status'?", "runs list"),
    ("runs list -status x", "unknown option '-status'; did you mean '--status'?", "runs list"),
    ("runs list --nopager", "unknown option '--nopager'; did you mean '--no-pager' or '--pager'?", "runs list"),
    (
      "runs list -fx", "unknown option '-x' in '-fx'; did you forget '--'? to give '-fx' as WORKFLOW, write '-- -fx'",
      "runs list"
    ),
    ("runs list --slots 3", "unknown option '--slots'; it belongs to 'worker'", "runs list"),
    ("--status x runs list", "unknown option '--status'; write it after 'runs list'", ""),
    ("worker --slots 2 drain", "option '--slots' belongs to 'worker', not to 'worker drain'", "worker"),
    (
      "runs list --=x", "unknown option '--'; did you forget '--'? to give '--=x' as WORKFLOW, write '-- --=x'",
      "runs list"
    ),
    (
      "runs list --status fialed",
      "invalid value 'fialed' for '--status': expected one of queued, waiting, running, completed, failed; did you mean 'failed'?",
      "runs list"
    ),
    ("runs list -L -1", "invalid value '-1' for '-L': expected 0 to 100000", "runs list"),
    ("runs list -L x", "invalid value 'x' for '-L': expected a whole number", "runs list"),
    (
      "runs list --since 5", "invalid value '5' for '--since': expected a duration such as 250ms, 90s, 5m, 1h30m or 7d",
      "runs list"
    ),
    ("step a --retries 10 -- b", "invalid value '10' for '--retries': expected 1 to 9", "step"),
    ("worker --label x", "invalid value 'x' for '--label': expected KEY=VALUE", "worker"),
    ("runs list --limit", "option '--limit' needs a value N", "runs list"),
    (
      "runs list -s --json", "option '-s' needs a value STATUS; if '--json' is that value, write '-s--json'",
      "runs list"
    ),
    ("runs list --pager=1", "option '--pager' takes no value", "runs list"),
    ("--help=1", "option '--help' takes no value", ""),
    ("copy", "missing argument SOURCE", "copy"),
    ("copy a", "missing argument TARGET", "copy"),
    ("worker drain a b", "unexpected argument 'b'", "worker drain"),
    ("step", "missing argument NAME", "step"),
    ("step a", "missing '-- CMD...'", "step"),
    ("step a --", "missing '-- CMD...'", "step"),
    ("step a curl", "missing '-- CMD...'; did you forget '--' before CMD...?", "step"),
    ("step a curl -s", "unknown option '-s'; it belongs to 'runs list'", "step"),
    ("step a curl -k", "unknown option '-k'; did you forget '--' before CMD...?", "step"),
    ("runs list --json -o csv", "'--output' can't be used with '--json'", "runs list"),
    ("runs list --after 1h", "'--after' needs '--limit'", "runs list"),
    ("step .a -- b", "step '.a' begins with a dot; choose another name", "step"),
    ("help lst", "no command or topic 'lst'", "help"),
    ("help runs lst", "no command or topic 'runs lst'; did you mean 'runs list'?", "help"),
    ("help formating", "no command or topic 'formating'; did you mean 'formatting'?", "help"),
  ])
  func oneLineSaysWhatIsWrong(_ line: String, _ said: String, _ path: String) {
    let error = failure(line)
    #expect(error?.line == said)
    #expect(error?.path.joined(separator: " ") == path)
  }

  @Test func theSecondLineSaysWhereToLook() throws {
    let error = try #require(failure("runs list --bogus"))
    #expect(error.text(program: "hatchet").hasSuffix("\ntry 'hatchet runs list --help'"))
    #expect(error.text(program: "").hasSuffix("\ntry 'runs list --help'"))
    #expect(try #require(failure("nonsense")).text(program: "") == "unknown command 'nonsense'\ntry 'help'")
    #expect(
      try #require(failure("nonsense")).text(program: "hatchet")
        == "hatchet: unknown command 'nonsense'\ntry 'hatchet --help'")
  }

  @Test func aWrongVariableIsNamed() {
    let fallbacks = Fallbacks(
      environment: { $0 == "HATCHET_LIMIT" ? "many" : nil }, setting: { _ in nil })
    #expect(
      failure("runs list", fallbacks)?.line == "invalid value 'many' in HATCHET_LIMIT: expected a whole number")
  }
}
