package import Arguments
import Database
import Engine
import Hatchet
import Monitor
import Store
import Terminal
import Worker
import Workflows

/// `hatchet quickstart`
package struct QuickStart: Command {
  package var folder = "hatchet-quickstart"
  package var yes = false

  package init() {}

  package static let declaration = Declaration<Self>("Make a workflow, apply it, run it, and see what happens")
    .discussion(
      """
      Writes a small workflow and a script into a folder, stores the workflow, enqueues a run, and runs its tasks in \
      this process until the run is finished. Files that are there already stay as they are. One task fails at its \
      first attempt, and is tried again: that is meant.
      """
    )
    .positional("DIR", optional: \.folder, "Where the files go", .completing(.directories))
    .flag("yes", "y", \.yes, "Do not ask before making the folder")
    .example("hatchet quickstart", "In a folder of its own")
    .example("hatchet quickstart demo --yes", "In the folder demo, without a question")
    .seeAlso("apply", "enqueue", "worker", "inspect", "hatchet-workflow(5)")

  package func run(_ context: Session) async throws {
    let scaffold = Scaffold(folder: context.path(folder))
    if !scaffold.exists, context.canAsk, context.surface.isTerminal {
      try ConfirmOptions(yes: yes).ask("write \(scaffold.names) into '\(folder)'?", context)
    }
    for file in try scaffold.write() { context.say("wrote \(folder)/\(file)") }

    let entries = try await context.workflows(in: ["\(folder)/\(Scaffold.workflowFile)"])
    let client = try await context.open()
    do {
      for row in try await client.applying(entries) { context.say("workflow \(row.workflow.name): \(row.change)") }
      // The file may be somebody's own by now.
      guard let workflow = entries.first?.workflow.name else { return }
      let run = try await client.enqueue(RunLog.Request(workflow: workflow, input: Scaffold.input)).run
      context.say("enqueued run \(run.text)")
      context.say()
      let isCompleted = try await work(on: run, client, context)
      await client.close()
      tellWhatIsNext(workflow, context)
      if !isCompleted { throw ExitStatus(1) }
    } catch {
      await client.close()
      throw error
    }
  }

  /// Runs tasks in this process until the run is finished, drawing it meanwhile.
  private func work(on run: RunID, _ client: Client, _ context: Session) async throws -> Bool {
    let settings = WorkerSettings(
      name: "quickstart", host: Machine.hostName, pid: Machine.processID, slots: 4, environment: context.environment)
    let process = try WorkerProcess(
      client, worker: settings, holder: "\(Machine.hostName):\(Machine.processID)", tell: { _ in })
    let working = Task { try await process.run() }
    do {
      let watch = WatchedRun(client, run, surface: context.surface, output: context.output)
      let end = try await watch.draw()
      await process.drain()
      try await working.value
      return end.status == .completed
    } catch {
      await process.drain()
      _ = try? await working.value
      throw error
    }
  }

  private func tellWhatIsNext(_ workflow: String, _ context: Session) {
    let look = context.errorSurface.look
    let steps = [
      ("hatchet inspect last --result", "what each task gave"),
      ("hatchet logs last", "what its tasks wrote on stderr"),
      ("$EDITOR \(folder)/\(Scaffold.workflowFile)", "change it; hatchet-workflow(5) tells what may stand there"),
      ("hatchet worker \(folder)", "apply it, and run what comes; in another terminal:"),
      ("hatchet enqueue \(workflow) --input '{\"name\": \"you\"}' --wait", "one more run"),
      ("hatchet help", "all the rest"),
    ]
    context.say()
    context.say(look.styled("next:", .strong))
    for (command, what) in steps { context.say("  \(look.styled("# " + what, .faint))\n  \(command)") }
  }
}
