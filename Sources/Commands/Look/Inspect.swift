package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Monitor
import Terminal

/// `hatchet inspect`
package struct Inspect: Command {
  package var run = ""
  package var isWatched = false
  package var document = DocumentOptions()
  package var isResult = false
  package var task: String?
  package var logLines = 10

  package init() {}

  package static let declaration = Declaration<Self>("Draw a run: its tasks, their state, what failed and why")
    .discussion(
      """
      Shows the graph of the run's tasks with their status, time and attempts; for each task that is not finished, what \
      it waits for; for each that failed, the error and the end of its log. With --watch the picture is drawn again \
      until the run is final, and the exit status is 1 if it did not complete. In a pipe --watch writes a line for each \
      change, and the picture at the end.

      --result prints what the run gave, and nothing else: the output of its task, or with several tasks an object of \
      the outputs by task. Text comes as the task wrote it, not as JSON. Of a run that did not complete, only --task \
      gives something.

      --json writes one object (with --watch one a line, for each change):

        id workflow version checksum status priority metadata input
        input_replaced_at workflow_paused_at
        created_at run_at started_at finished_at read_at
        tasks: name needs status waiting_reason started_at finished_at
          running: attempt worker started_at cancelling
          attempts: attempt outcome exit_code signal error worker queued_at
            assigned_at started_at finished_at output_bytes
          log: task attempt line time priority text

      Times are RFC 3339 in UTC. RUN is an id, its last digits, or 'last' for the newest run.
      """
    )
    .positional("RUN", \.run, "Which run", .completing(.live("run")))
    .flag("watch", "w", \.isWatched, "Draw again until the run is final")
    .flag("result", \.isResult, "Print only what the run gave")
    .option("task", \.task, "NAME", "With --result, what that task gave")
    .option("log-lines", \.logLines, "N", "Lines of each failed task's log", .range(0...1000))
    .group(\.document)
    .requires("task", "result")
    .exclusive("output", "result")
    .exclusive("json", "result")
    .example("hatchet inspect last", "The newest run")
    .example("hatchet inspect last --watch", "Until it is over")
    .example("hatchet inspect last --result --task report", "Only what the task 'report' wrote on stdout")
    .seeAlso("logs", "runs list")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      let id = try await client.runReader.find(run)
      if isWatched { try await watch(id, client, context) } else { try await look(id, client, context) }
    }
  }

  private func look(_ id: RunID, _ client: Client, _ context: Session) async throws {
    if isResult { return try await printResult(id, client, context) }
    let picture = try await RunPicture.read(id, logLines: logLines, client)
    if document.isJSON { return try context.output.writeLine(JSONWriter.text(RunDocument.value(picture), .pretty)) }
    let pager = Pager(surface: context.surface, environment: context.environment)
    try pager.page(context.output) { output in
      for line in RunDrawing(picture, surface: context.surface).lines { try output.writeLine(line) }
    }
  }

  private func watch(_ id: RunID, _ client: Client, _ context: Session) async throws {
    // With --result stdout is for that alone.
    let (surface, output) =
      isResult ? (context.errorSurface, context.errors) : (context.surface, context.output)
    let watch = WatchedRun(client, id, logLines: logLines, surface: surface, output: output)
    let status: Status
    if document.isJSON {
      status = try await writeChanges(watch, context)
    } else if isResult, context.globals.quiet {
      status = try await watch.follow { _ in }.run.status
    } else {
      status = try await watch.draw().status
    }
    if isResult { try await printResult(id, client, context) }
    if status != .completed { throw ExitStatus(1) }
  }

  /// One document a line, for each change.
  private func writeChanges(_ watch: WatchedRun, _ context: Session) async throws -> Status {
    var written: JSONValue?
    return try await watch.follow { picture in
      var document = picture
      // The moment of the look is no change, and neither are the times in the sentences.
      document.run.readAt = picture.run.createdAt
      for task in document.run.tasks.indices { document.run.tasks[task].waitingReason = nil }
      let value = RunDocument.value(document)
      guard value != written else { return }
      written = value
      try context.output.writeLine(JSONWriter.text(RunDocument.value(picture)))
      try context.output.flush()
    }.run.status
  }

  /// The document alone; a text as it was written. Of a run that did not complete only what a task gave: nobody should
  /// take a part for the whole.
  private func printResult(_ id: RunID, _ client: Client, _ context: Session) async throws {
    guard let status = try await client.runReader.status(id) else { return }
    let subject = task.map { "task '\($0)' of run '\(id.text)'" } ?? "run '\(id.text)'"
    let output = status == .completed || task != nil ? try await client.runReader.output(id, task: task) : nil
    guard let output else {
      switch status {
      case .queued, .waiting, .running:
        throw HatchetError(.refused, "\(subject) has no output yet", hint: "wait for it: add --watch")
      case .failed, .cancelled:
        throw HatchetError(
          .failed, "\(subject) has no output: the run is \(status.rawValue)", hint: "hatchet inspect \(id.text)")
      case .completed, .skipped:
        throw HatchetError(.notFound, "\(subject) has no output", hint: "hatchet inspect \(id.text)")
      }
    }
    guard case .string(let text) = output.value else {
      return try context.output.write(output.text.hasSuffix("\n") ? output.text : output.text + "\n")
    }
    try context.output.write(text.hasSuffix("\n") ? text : text + "\n")
  }
}
