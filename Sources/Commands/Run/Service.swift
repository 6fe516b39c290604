import Hatchet
import Terminal
import Worker
import Workflows

/// A process that stays: what `worker` and `engine` have in common.
struct Service: Sendable {
  private static let idleCheck = Duration.milliseconds(100)

  /// nil: it runs no tasks.
  var settings: WorkerSettings?
  var canLead: Bool
  var untilIdle: Bool
  /// Applied first.
  var files: [String]

  /// Runs until a signal asks it to leave, or all is done. A signal is the exit status.
  func run(_ context: Session) async throws {
    let entries = files.isEmpty ? [] : try await context.workflows(in: files)
    // A signal from here on is for us: the private PostgreSQL may start, and files are applied.
    let watch = context.ownsSignals ? SignalWatch() : nil
    let client = try await context.open()
    for row in try await client.applying(entries) {
      context.say("\(row.workflow.name): \(row.change) (\(HumanText.counted(row.workflow.tasks.count, "task")))")
    }
    if !untilIdle { await client.close() }
    let log = context.globals.quiet ? nil : WorkerLog(context.errors)
    let report = WorkerReport(context, settings: settings, log: log)
    let process = try WorkerProcess(
      client, worker: settings, canLead: canLead, holder: "\(Machine.hostName):\(Machine.processID)",
      tell: { report.tell($0) })
    let leaving = Task {
      guard let watch else { return }
      for await _ in watch.signals { await process.drain() }
    }
    let idling = untilIdle ? Task { await drainWhenIdle(client, process) } : nil
    do {
      // In a task of its own: what it has to report when it is cancelled must still reach the database.
      let running = Task { try await process.run() }
      try await withTaskCancellationHandler {
        try await running.value
      } onCancel: {
        Task { await process.drain(hurry: true) }
      }
    } catch {
      leaving.cancel()
      idling?.cancel()
      await log?.close()
      throw error
    }
    leaving.cancel()
    idling?.cancel()
    await log?.close()
    await client.close()
    if let signal = watch?.received { throw ExitStatus(128 + signal) }
  }

  private func drainWhenIdle(_ client: Client, _ process: WorkerProcess) async {
    while !Task.isCancelled {
      // While the database is away nobody knows; the worker says that it is.
      if (try? await client.isIdle()) == true { return await process.drain() }
      try? await Task.sleep(for: Self.idleCheck)
    }
  }
}
