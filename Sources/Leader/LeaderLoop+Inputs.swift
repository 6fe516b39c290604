import Engine
import Store

// From what was read and handed in to what the engine takes.
extension LeaderLoop {
  /// What the last look at the workers has shown, if it counts.
  mutating func note(_ finding: Finding, _ mail: LeaderInbox.Mail) -> WorkerWatch.Changes {
    if mail.hasWorkerNews { lookout.want() }
    guard let records = finding.workers else { return .init() }
    guard let reading = finding.reading, reading.hasAllReports, !mail.hasMore else {
      lookout.want()
      return .init()
    }
    let changes = lookout.observe(records, local: Set(inbox.localWorkers.keys), now: reading.now)
    // The news may be younger than the look.
    if mail.hasWorkerNews { lookout.want() }
    for id in changes.givenUp { tell(.workerLost(id)) }
    return changes
  }

  mutating func inputs(
    _ finding: Finding, _ mail: LeaderInbox.Mail, _ changes: WorkerWatch.Changes, isLast: Bool
  ) async throws(StoreError) -> [Input] {
    let reading = finding.reading
    let commands = try await commands(reading?.commands ?? [])
    forgetInputs(of: commands)
    let recalls = finding.recalls + (try await recalls(for: commands))
    let arrivals = reading?.runs ?? []
    var inputs = try await registryInput(reading?.revision ?? registryRevision)
    let loaded = try await plans.load(arrivals.map(\.version) + commands.map(\.version), from: leadership)
    if !loaded.isEmpty { inputs.append(.plans(loaded)) }
    if !recalls.isEmpty { inputs.append(.recalled(recalls)) }
    let runs = try await admit(arrivals, commanded: Set(commands.map(\.run)))
    if !runs.isEmpty { inputs.append(.runs(runs)) }
    if !commands.isEmpty { inputs.append(.commands(commands.map(\.command))) }
    let arrived =
      runs.map(\.id.createdAt) + commands.map(\.run.createdAt)
      + recalls.flatMap { $0.runs.map(\.createdAt) }
    oldestLive = (arrived + [oldestLive].compactMap(\.self)).min()
    if !finding.answers.isEmpty { inputs.append(.answers(finding.answers)) }
    if let events = reading?.events, !events.isEmpty { inputs.append(.events(events)) }
    let reports = (reading?.reports ?? []) + mail.reports.map(\.report)
    if !reports.isEmpty { inputs.append(.reports(reports)) }
    let workers = changes.changes + mail.draining.map { .draining($0) } + Self.leaving(reports)
    if !workers.isEmpty { inputs.append(.workers(workers)) }
    if isLast { inputs.append(.handover) }
    return inputs.isEmpty ? [.tick] : inputs
  }

  /// A worker gives something back because it goes: it must not get it again before that is seen in the table.
  static func leaving(_ reports: some Sequence<Report>) -> [WorkerChange] {
    Set(reports.filter { $0.outcome == .released }.map(\.worker)).map { .draining($0) }
  }

  /// Something that was asked of a run, and what the run's own row says.
  private struct Command {
    var run: RunID
    var version: VersionID
    var priority: Int16
    var command: RunCommand
  }

  private func commands(_ logged: [LoggedCommand]) async throws(StoreError) -> [Command] {
    guard !logged.isEmpty else { return [] }
    let facts = try await leadership.loadFacts(of: Array(Set(logged.map(\.run))))
    return logged.compactMap { entry in
      guard let known = facts[entry.run] else { return nil }
      switch entry.kind {
      case .cancel:
        return Command(
          run: entry.run, version: known.version, priority: known.priority, command: .cancel(entry.run))
      case .replay:
        let replay = Replay(
          run: entry.run, mode: ReplayArguments(entry.arguments).mode, version: known.version, priority: known.priority,
          finished: known.finished + ahead.endings(of: entry.run))
        return Command(
          run: entry.run, version: known.version, priority: known.priority, command: .replay(replay))
      case .reschedule:
        guard let time = RescheduleArguments(entry.arguments).time else { return nil }
        return Command(
          run: entry.run, version: known.version, priority: known.priority, command: .reschedule(entry.run, time))
      }
    }
  }

  /// A replay may have replaced the input of its run, and tasks that start from now on read the new one.
  private func forgetInputs(of commands: [Command]) {
    let runs = commands.compactMap { if case .replay = $0.command { $0.run } else { nil } }
    guard !runs.isEmpty else { return }
    for worker in inbox.localWorkers.values { worker.forget(runs) }
  }

  /// The runs among them that had been put aside.
  private func recalls(for commands: [Command]) async throws(StoreError) -> [Recall] {
    var blocks: Set<Int64> = []
    let runs = commands.filter { command in
      let candidates = engine.blocks(mayHold: command.run, version: command.version, priority: command.priority)
      blocks.formUnion(candidates)
      return !candidates.isEmpty
    }.map(\.run)
    return blocks.isEmpty ? [] : try await leadership.find(runs, inBlocks: blocks.sorted())
  }
}
