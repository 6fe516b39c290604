import Engine
import Glibc
import Hatchet
import Leader
import Monitor
import Store
import Synchronization
import Terminal
import Time
import Worker

/// Turns what a worker's process tells into lines for people.
final class WorkerReport: Sendable {
  private struct State {
    var lastTrouble = ""
    var lastTroubleAt: ContinuousClock.Instant?
    var isLeaving = false
  }

  /// The same trouble is told again after that.
  private static let repetition = Duration.seconds(60)

  private let look: Look
  private let isVerbose: Bool
  private let hasTimes: Bool
  private let settings: WorkerSettings?
  private let log: WorkerLog?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - settings: of the worker; nil: it runs no tasks.
  ///   - log: nil says nothing.
  init(_ session: Session, settings: WorkerSettings?, log: WorkerLog?) {
    look = session.errorSurface.look
    isVerbose = session.globals.verbose
    // The journal has its own.
    hasTimes = session.environment["JOURNAL_STREAM"] == nil
    self.settings = settings
    self.log = log
  }

  /// Returns at once.
  func tell(_ event: WorkerProcess.Event) {
    guard let log, let text = text(event) else { return }
    log.write(hasTimes ? look.styled(Self.clock, .faint) + " " + text : text)
  }

  private func text(_ event: WorkerProcess.Event) -> String? {
    switch event {
    case .leader(let event): text(event)
    case .worker(let event): text(event)
    case .relay(let event): text(event)
    }
  }

  private func text(_ event: RelayEvent) -> String? {
    switch event {
    case .interrupted(let error): "the monitor is not written, runs go on: \(error.message)"
    case .resumed: "the monitor is written again, and complete"
    case .rebuilding: "the monitor is of another cluster: it is filled again from the logs"
    }
  }

  private func text(_ event: WorkerEvent) -> String? {
    switch event {
    case .registered(let id):
      return settings.map { settings in
        "worker \(id) ready on \(settings.host): \(HumanText.counted(settings.slots, "slot"))"
      }
    case .started(let attempt):
      return isVerbose ? "\(look.styled(look.isUnicode ? "▸" : ">", .active)) \(name(attempt)) started" : nil
    case .finished(let attempt, let outcome, let detail, let duration):
      let mark = StatusMark(Self.status(outcome))
      // That it was cancelled because of a cancel is no news.
      let reason = detail.flatMap { $0 == outcome ? nil : ": " + SafeText.line($0) } ?? ""
      let words = "\(outcome == Outcome.timedOut.text ? "timed out" : outcome) in \(DurationText.format(duration))"
      return "\(look.styled(mark.glyph(look), mark.style)) \(name(attempt)) \(look.styled(words, mark.style))\(reason)"
    case .interrupted(let reason): return trouble(reason)
    case .disowned(let count): return "gave up \(HumanText.counted(count, "attempt")) that others have taken over"
    case .draining(let running): return leaving(running)
    case .paused(let isPaused): return isPaused ? "paused: takes nothing new until it is resumed" : "resumed"
    }
  }

  private func text(_ event: LeaderEvent) -> String? {
    switch event {
    case .elected(_, let afterCrash): afterCrash ? "leading, after one that ended without a word" : "leading"
    case .standingBy(let holder): "standing by for the leader\(holder.map { " on \($0)" } ?? "")"
    case .deposed(let holder): "ended the leader\(holder.map { " on \($0)" } ?? ""), which did not answer"
    case .runFinished(let finish): isVerbose ? finished(finish) : nil
    case .workerLost(let worker): "worker \(worker.rawValue) is lost: what it ran starts again"
    case .refused(let refusal): isVerbose ? "refused a late report of \(refusal.report.task)" : nil
    case .warning(let warning): "warning: " + Self.sentence(warning)
    case .interrupted(let error): trouble(error.message)
    case .steppedDown: isVerbose ? "leading no more" : nil
    }
  }

  private func finished(_ finish: RunFinish) -> String {
    let mark = StatusMark(finish.status.rawValue)
    return "\(look.styled(mark.glyph(look), mark.style)) run \(Self.short(finish.run)) \(finish.status.rawValue)"
  }

  private func leaving(_ running: Int) -> String? {
    let isHurried = state.withLock { state in
      defer { state.isLeaving = true }
      return state.isLeaving
    }
    if running == 0 { return isHurried ? nil : "leaving" }
    let attempts = HumanText.counted(running, "attempt")
    return isHurried
      ? "stopping \(attempts), to be run again elsewhere" : "leaving after the end of \(attempts); once more stops them"
  }

  /// nil if that was told just before.
  private func trouble(_ reason: String) -> String? {
    let isNews = state.withLock { state in
      let now = ContinuousClock.now
      if state.lastTrouble == reason, let last = state.lastTroubleAt, now - last < Self.repetition { return false }
      (state.lastTrouble, state.lastTroubleAt) = (reason, now)
      return true
    }
    return isNews ? "\(look.styled("trouble:", .failure)) \(SafeText.line(reason)); trying again" : nil
  }

  private func name(_ attempt: AttemptSummary) -> String {
    let run = Self.short(attempt.run)
    let number = attempt.attempt > 1 ? look.styled(" #\(attempt.attempt)", .pending) : ""
    return "\(look.styled(run, .faint)) \(attempt.workflow)/\(look.styled(attempt.task, .strong))\(number)"
  }

  /// The digits by which `hatchet inspect` finds it.
  private static func short(_ run: RunID) -> String {
    let digits = String(run.number, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func status(_ outcome: String) -> String {
    switch Outcome(rawValue: outcome) {
    case .completed: "completed"
    case .cancelled: "cancelled"
    case .deferred, .released: "waiting"
    case .skipped: "skipped"
    case .failed, .timedOut, .lost, nil: "failed"
    }
  }

  private static func sentence(_ warning: Warning) -> String {
    switch warning {
    case .unknownVersion(let run, _): "run '\(run.text)' has a workflow version that is not there"
    case .strayTask(let task): "task \(task.rawValue) is not in its workflow"
    case .missingTask(let task): "task \(task.rawValue) was lost, and counts as cancelled"
    case .replayOfRunningTask(let run, let task): "task '\(task)' of run '\(run.text)' runs: it is not replayed"
    case .replayOfUnknownTask(let run, let task): "run '\(run.text)' has no task '\(task)' to replay"
    case .nothingToReplay(let run): "run '\(run.text)' has nothing to replay"
    case .rescheduleOfStartedRun(let run): "run '\(run.text)' has started: it keeps its time"
    }
  }

  /// Here and now, as a person reads it off the wall.
  private static var clock: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
