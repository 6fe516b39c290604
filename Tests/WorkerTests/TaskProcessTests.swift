import ChildProcess
import Database
import Engine
import JSON
import Leader
import Store
import TestSupport
import Testing
import Time
import Worker

/// What a task's process reads, has and leaves: "A task's process" of the semantics.
@Suite struct TaskProcessTests {
  /// Runs one workflow with a worker in the leader's process, and returns the run when it has ended.
  private func run(
    _ file: String, _ workflow: String, input: JSONText = "{}", metadata: JSONText? = nil,
    environment: [String: String] = ["PATH": "/usr/bin:/bin"], expecting status: Status = .completed
  ) async throws -> (fixture: WorkerFixture, run: RunID) {
    let fixture = try await WorkerFixture()
    try await fixture.apply(file)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: engine, environment: environment)
    let run = try await fixture.enqueue(workflow, input: input, metadata: metadata)
    #expect(try await engine.finished(run) == status)
    try await worker.stop()
    await engine.stop()
    return (fixture, run)
  }

  @Test func readsItsInputAsItAsksFor() async throws {
    let input: JSONText = #"{ "b" : 1.50, "a":"é" }"#
    let (fixture, run) = try await run(
      """
      name: inputs
      priority: 3
      tasks:
        a: {exec: [printf, '{ "n":1 }\\n']}
        b: {exec: [cat], needs: [a], stdin: json}
        c: {exec: [cat], needs: [a], stdin: input}
        d: {exec: [cat], needs: [a], stdin: parent}
      """, "inputs", input: input, metadata: #"{"k":[1]}"#)
    #expect(try await fixture.output(of: run, task: 2) == input.text)
    #expect(try await fixture.output(of: run, task: 3) == "{ \"n\":1 }\n")
    let whole = try #require(try await fixture.output(of: run, task: 1))
    #expect(
      whole == """
        {"input":{ "b" : 1.50, "a":"é" },"parents":{"a":{ "n":1 } \
        },"triggers":{},"run":{"id":"\(run.text)","workflow":"inputs","task":"b",\
        "created_at":"\(run.createdAt.rfc3339)","priority":3,"metadata":{"k":[1]}},"attempt":1}

        """)
  }

  /// What it has, and nothing else.
  @Test func hasExactlyTheEnvironmentThatIsDocumented() async throws {
    let (fixture, run) = try await run(
      """
      name: env
      tasks: {a: {exec: [/usr/bin/env], env: {TABLE: 'a b', LANG: C}, retries: 2}}
      """, "env",
      environment: [
        "PATH": "/usr/bin:/bin", "HOME": "/root", "LANG": "de_CH.UTF-8", "LC_ALL": "C.UTF-8", "PGHOST": "/nowhere",
        "HATCHET_NAMESPACE": "hatchet", "AWS_SECRET": "x", "LD_PRELOAD": "", "EDITOR": "vi",
      ])
    let output = try #require(try await fixture.output(of: run))
    let document = try JSONParser.parse(Array(output.utf8))
    let text = try #require(document.string)
    var variables = Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { line in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts[1]))
      })
    let file = variables.removeValue(forKey: "HATCHET_INPUT")
    #expect(file?.hasPrefix(fixture.folder.path + "/hatchet-worker-") == true)
    #expect(
      variables == [
        "PATH": "/usr/bin:/bin", "HOME": "/root", "LANG": "C", "LC_ALL": "C.UTF-8", "PGHOST": "/nowhere",
        "HATCHET_NAMESPACE": "hatchet", "TABLE": "a b", "HATCHET_RUN_ID": run.text, "HATCHET_TASK": "a",
        "HATCHET_ATTEMPT": "1", "HATCHET_MAX_ATTEMPTS": "3", "HATCHET_IDEMPOTENCY_KEY": "\(run.text)/a",
      ])
  }

  /// Its input is in a file, too, that goes with the worker.
  @Test func findsItsInputInAFile() async throws {
    let (fixture, run) = try await run(
      "name: file\ntasks: {a: {run: 'cat $HATCHET_INPUT; pwd >&2'}}", "file", input: #"{ "x" :1}"#)
    #expect(try await fixture.output(of: run) == #"{ "x" :1}"#)
    #expect(try await fixture.database.rows("select text from hatchet.log_line") == [[fixture.folder.path]])
    #expect(fixture.folder.names.isEmpty)
  }

  /// Bytes that a task wrote (as octal escapes of printf), what is stored of them, and what the next task reads.
  @Test(
    arguments: [
      ("", nil, ""), ("\\n", #""\n""#, "0a"), ("hi\\n", #""hi\n""#, "68690a"),
      ("{\"a\": 1}\\n", "{\"a\": 1}\n", "7b2261223a20317d0a"), ("[1,2", #""[1,2""#, "5b312c32"),
      ("\"text\"", " \"text\"", "227465787422"), (" \"text\"\\n", "  \"text\"\n", "20227465787422 0a"),
      ("\"half", #""\"half""#, "2268616c66"), (" x", #"" x""#, "2078"), ("12", "12", "3132"),
      ("nul\\000!", #""nul\\x00!""#, "6e756c5c78303021"), ("\\377", #""\\xff""#, "5c786666"),
      ("back\\134slash", #""back\\slash""#, "6261636b5c736c617368"), ("\\303\\251", "\"é\"", "c3a9"),
      ("\\t\\001", #""\t\u0001""#, "0901"),
    ])
  func passesItsOutputOnAsItWasWritten(written: String, stored: String?, read: String) async throws {
    let (fixture, run) = try await run(
      """
      name: pipe
      tasks:
        a: {exec: [printf, '\(written)']}
        b: {run: "od -An -v -tx1 | tr -d ' \\n'", needs: [a], stdin: parent}
      """, "pipe")
    #expect(try await fixture.output(of: run) == stored)
    let bytes = read.filter { $0 != " " }
    let seen = try await fixture.output(of: run, task: 1)
    // Digits alone are a document.
    #expect(seen.map { $0.filter { $0 != "\"" } } ?? "" == bytes)
  }

  @Test func anOutputOverTheLimitFailsTheAttempt() async throws {
    let (fixture, run) = try await run(
      """
      name: large
      tasks:
        a: {run: "head -c 4194304 /dev/zero | tr '\\\\0' x"}
        b: {run: "head -c 4194305 /dev/zero | tr '\\\\0' x"}
      """, "large", expecting: .failed)
    #expect(
      try await fixture.attempts(of: run, "outcome, length(output::text), error")
        == [["completed", "4194306", "-"], ["failed", "-", "output exceeds 4 MiB"]])
  }

  @Test func saysHowItEnded() async throws {
    let (fixture, run) = try await run(
      """
      name: ends
      tasks:
        a: {run: 'exit 3', retries: 1, backoff: {factor: 0}}
        b: {run: 'kill -SEGV $$'}
        c: {exec: [/nowhere/program]}
        d: {run: 'exit 64', retries: 5, no_retry_exit_codes: [64]}
        e: {run: 'false; true'}
      """, "ends", expecting: .failed)
    let rows = try await fixture.attempts(of: run, "task, attempt, outcome, final, exit_code, signal, error")
    #expect(
      rows.prefix(3) == [
        ["0", "1", "failed", "f", "3", "-", "exit code 3"], ["0", "2", "failed", "t", "3", "-", "exit code 3"],
        ["1", "1", "failed", "t", "-", "11", rows[2][6]],
      ])
    #expect(rows[2][6].hasPrefix("killed by SIGSEGV"))
    #expect(rows[3].prefix(6) == ["2", "1", "failed", "t", "-", "-"])
    #expect(rows[3][6].hasPrefix("unable to start: "))
    // With `sh -eu`, the first command that fails ends it.
    #expect(
      rows.suffix(2) == [
        ["3", "1", "failed", "t", "64", "-", "exit code 64"], ["4", "1", "failed", "t", "1", "-", "exit code 1"],
      ])
  }

  /// Later, without using up a retry, of which there is none.
  @Test func mayAskToBeTriedAgainLater() async throws {
    let (fixture, run) = try await run(
      "name: later\ntasks: {a: {run: 'test $HATCHET_ATTEMPT -ge 2 || exit 75', retries: 0}}", "later")
    #expect(
      try await fixture.attempts(of: run, "outcome, final, exit_code")
        == [["deferred", "f", "75"], ["completed", "t", "0"]])
  }

  /// SIGTERM to all of its group, the grace, SIGKILL.
  @Test func isStoppedWhenItsTimeIsOver() async throws {
    let (fixture, run) = try await run(
      """
      name: slow
      tasks:
        kind: {run: "trap 'echo >&2 bye; exit 0' TERM; sleep 1000 & wait", timeout: 200ms, grace: 30s}
        stubborn: {run: "trap '' TERM; sleep 1000; true", timeout: 200ms, grace: 200ms, env: {MARK: '$DIR'}}
      """, "slow", expecting: .failed)
    #expect(
      try await fixture.attempts(of: run, "outcome, exit_code, signal, error")
        == [
          ["timed_out", "0", "-", "timed out after 200ms"], ["timed_out", "-", "9", "timed out after 200ms"],
        ])
    #expect(try await fixture.database.rows("select text from hatchet.log_line") == [["bye"]])
    #expect(MarkedProcesses.ids("MARK=\(fixture.folder.path)").isEmpty)
  }

  /// Whatever a parent writes, `read` gets all of it.
  @Test func itsDocumentIsOneLine() async throws {
    let (fixture, run) = try await run(
      #"""
      name: lines
      tasks:
        a:
          run: |
            printf '%s\n' '{"x":' 1, '"y": "p\nq"}'
        b: {needs: [a], run: 'wc -l'}
        c: {needs: [a], exec: [cat]}
      """#, "lines")
    #expect(try await fixture.output(of: run, task: 1) == "1\n")
    let document = try JSONParser.parse(try #require(try await fixture.output(of: run, task: 2)))
    #expect(document["parents"]?["a"] == ["x": 1, "y": "p\nq"])
  }

  @Test func itsLogIsStoredLineByLine() async throws {
    let (fixture, run) = try await run(
      """
      name: log
      tasks:
        a: {run: 'printf "<3>bad\\n<7>\\n<8>no\\n<3 x\\nplain\\n\\n\\377\\000\\nend" >&2'}
      """, "log")
    #expect(
      try await fixture.database.rows(
        "select line, priority, text from hatchet.log_line where run_id = \(run.number) order by line")
        == [
          ["1", "3", "bad"], ["2", "7", ""], ["3", "6", "<8>no"], ["4", "6", "<3 x"], ["5", "6", "plain"],
          ["6", "6", ""], ["7", "6", "\\xff\\x00"], ["8", "6", "end"],
        ])
  }

  /// Whoever sees the end of an attempt sees all of its log: in the transaction that stores the one, the other is there.
  @Test(arguments: [true, false]) func itsLogIsStoredBeforeItsEnd(isLocal: Bool) async throws {
    let fixture = try await WorkerFixture()
    try await fixture.apply("name: chatty\ntasks: {a: {run: 'seq 700 >&2'}}")
    try await fixture.connection.simple(
      """
      create table seen (lines bigint);
      create function count_lines() returns trigger language plpgsql as $$ begin
        insert into public.seen select count(*) from hatchet.log_line l
          where l.run_id = new.run_id and l.task = new.task and l.attempt = new.attempt and new.outcome = 'completed'
          having new.outcome = 'completed';
        return null;
      end $$;
      create trigger count_lines after insert on hatchet.attempt for each row execute function count_lines();
      """)
    let engine = fixture.startEngine()
    let worker = try fixture.startWorker(with: isLocal ? engine : nil)
    for _ in 0..<10 { _ = try await fixture.enqueue("chatty") }
    _ = try await engine.events.wait(for: "ten ends") { events in
      events.filter { if case .runFinished = $0 { true } else { false } }.count == 10
    }
    try await worker.stop()
    await engine.stop()
    #expect(try await fixture.database.rows("select lines, count(*) from seen group by 1") == [["700", "10"]])
  }
}
