import Database
import Engine
import JSON
import Store
import Time
import Workflows

/// Says in one sentence why a task is not finished.
struct WaitingReason {
  var now: Timestamp
  var run: RunDetail
  var workers: [WorkerRecord]
  /// How many tasks run; asked for only if one of the run's is queued.
  var running: Int
  var leaderIsAlive: Bool

  /// nil if the task is final.
  func sentence(_ ordinal: Int) -> String? {
    let task = run.tasks[ordinal]
    guard !task.status.isFinal else { return nil }
    guard let live = task.live else {
      let parents = unfinishedParents(of: task)
      if !parents.isEmpty { return "waits for " + Self.list(parents) }
      if let runAt = run.runAt, runAt > now { return scheduled(runAt) }
      return "queued for \(text(since: run.createdAt)): "
        + (pause ?? (leaderIsAlive ? "the engine has not taken it in yet" : "no engine is running"))
    }
    switch live.state {
    case .running:
      let worker = live.worker?.text ?? "a worker"
      let time = text(since: live.startedAt ?? now)
      return live.cancelling
        ? "is being cancelled on worker '\(worker)', after it ran for \(time)"
        : "runs on worker '\(worker)' for \(time)"
    case .queued: return "queued for \(text(since: live.queuedAt ?? now)): \(obstacle(ordinal))"
    case .waiting:
      if task.isIdleHook { return turn(of: task) }
      if let reason = conditions(ordinal, live) { return reason + withoutLeader }
      if let wakeAt = live.wakeAt { return waiting(task, until: wakeAt) }
      let parents = unfinishedParents(of: task)
      return parents.isEmpty ? "waits to be queued" : "waits for " + Self.list(parents)
    }
  }

  /// When a hook begins.
  private func turn(of task: TaskDetail) -> String {
    switch task.role {
    case .onFailure: "runs if a task fails"
    case .compensate(let name): "undoes '\(name)' if the run fails or is cancelled"
    case .ordinary, .finally: "runs when all else is over"
    }
  }

  private func conditions(_ ordinal: Int, _ live: LiveDetail) -> String? {
    guard let since = live.waitsSince else { return nil }
    let value = { (document: JSONText?) in document.flatMap { try? JSONParser.parse($0.utf8) } ?? .null }
    return ConditionReason(
      now: now, task: run.workflow.allTasks[ordinal], since: since,
      startOfRun: max(run.createdAt, run.runAt ?? run.createdAt),
      matched: run.tasks[ordinal].matchedLeaves, input: value(run.input), metadata: value(run.metadata ?? "{}")
    ).sentence
  }

  private func unfinishedParents(of task: TaskDetail) -> [String] {
    task.needs.filter { name in run.task(named: name)?.status.isFinal == false }
  }

  private func scheduled(_ time: Timestamp) -> String {
    "scheduled for \(time.rfc3339), in \(DurationText.format(time - now))" + withoutLeader
  }

  /// Who does not run cannot wake anybody.
  private var withoutLeader: String { leaderIsAlive ? "" : "; but no engine is running" }

  private func waiting(_ task: TaskDetail, until time: Timestamp) -> String {
    guard let last = task.attempts.last, !last.final else { return scheduled(time) }
    let when = time > now ? "in \(DurationText.format(time - now))" : "now"
    switch last.outcome {
    case .deferred: return "tries again \(when): it asked for that (exit code 75)" + withoutLeader
    case .timedOut: return "retries \(when) after its time was over" + withoutLeader
    default:
      let cause =
        last.signal.map { "signal \($0)" } ?? last.exitCode.map { "exit code \($0)" }
        ?? last.error.map { String($0.prefix { $0 != "\n" }.prefix(120)) }
        ?? "attempt \(last.attempt) \(last.outcome.text)"
      return "retries \(when) after \(cause)" + withoutLeader
    }
  }

  private var pause: String? { run.pausedSince.map { "its workflow is paused since \($0.rfc3339)" } }

  /// What keeps a queued task from running.
  private func obstacle(_ ordinal: Int) -> String {
    if let pause { return pause }
    guard leaderIsAlive else { return "no engine is running" }
    let connected = workers.filter { $0.isConnected && $0.slots > 0 }
    guard !connected.isEmpty else { return "no worker is connected" }
    let taking = connected.filter { !$0.isDraining && !$0.isPaused }
    guard !taking.isEmpty else {
      let paused = connected.filter { !$0.isDraining && $0.isPaused }
      return paused.isEmpty
        ? "all workers are draining" : "no worker takes anything new: \(Self.list(paused.map(\.name))) paused"
    }
    let definition = run.workflow.allTasks[ordinal]
    let fitting = taking.filter { worker in
      definition.labels.allSatisfy { !$0.required || $0.isMet(by: worker.label($0.key)) }
    }
    guard let largest = fitting.map(\.slots).max() else {
      let wanted = definition.labels.filter(\.required).map { "'\($0.key)'" }
      return "no worker has the labels that it requires (\(wanted.joined(separator: ", ")))"
    }
    guard definition.slots <= largest else {
      return "it needs \(definition.slots) slots, and the largest worker has \(largest)"
    }
    let slots = fitting.reduce(0) { $0 + Int($1.slots) }
    return running >= slots ? "all \(slots) slots are busy" : "others are before it"
  }

  private func text(since time: Timestamp) -> String { DurationText.format(max(.zero, now - time)) }

  /// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`, `'a', 'b' and 7 others`.
  static func list(_ names: [String]) -> String {
    let quoted = names.map { "'\($0)'" }
    switch quoted.count {
    case 1: return quoted[0]
    case 2...4: return quoted.dropLast().joined(separator: ", ") + " and " + quoted[quoted.count - 1]
    default: return quoted.prefix(3).joined(separator: ", ") + " and \(quoted.count - 3) others"
    }
  }
}

extension WorkerRecord {
  fileprivate func label(_ key: String) -> LabelValue? {
    switch labels[key] {
    case .string(let text): .text(text)
    case .number(let number): number.int64.map { .number($0) }
    default: nil
    }
  }
}
