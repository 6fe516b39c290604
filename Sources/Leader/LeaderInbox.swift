package import Engine
package import Store
import Synchronization
import Time

/// A worker in the leader's own process: it gets its tasks in memory.
package protocol LocalWorker: AnyObject, Sendable {
  /// Tasks of these runs will probably be started soon: what they need can be read meanwhile.
  func expect(_ runs: [RunID])
  /// What was read of these runs may no longer be so.
  func forget(_ runs: [RunID])
  /// Starts these attempts; they are on record, or nobody else will get their numbers.
  func start(_ assignments: [Assignment])
  func stop(_ orders: [StopOrder])
  /// The leader of this process leads no more: what it assigned is somebody else's now.
  func disown()
}

/// What the leader of a process hears from the rest of the process, between two batches.
package final class LeaderInbox: Sendable {
  /// A report with the row that will be its record.
  package struct LocalReport: Sendable {
    package var report: Report
    package var row: AttemptRow

    package init(report: Report, row: AttemptRow) {
      self.report = report
      self.row = row
    }
  }

  struct Mail: Sendable {
    var reports: [LocalReport] = []
    /// Somebody has written into the logs.
    var hasLogNews = false
    /// Workers came or went.
    var hasWorkerNews = false
    /// Workers of this process that take nothing new.
    var draining: Set<WorkerID> = []
    var shouldStepDown = false
    /// There are reports that were left for the next time.
    var hasMore = false

    /// In which days the records of its reports lie.
    var days: [Timestamp] { reports.map(\.row.runCreatedAt) }
  }

  /// Of the reports that are taken at once: a batch must fit into a message to the database, and into memory.
  static let bytesAtOnce = 32 << 20

  private struct State {
    var mail = Mail()
    var isLeading = false
    var workers: [WorkerID: any LocalWorker] = [:]
  }

  private let state = Mutex(State())
  package let doorbell = Doorbell()

  package init() {}

  /// Hands in a report of an attempt that the leader of this process assigned. False if it leads no more.
  package func report(_ report: LocalReport) -> Bool {
    let isTaken = state.withLock { state in
      if state.isLeading { state.mail.reports.append(report) }
      return state.isLeading
    }
    if isTaken { doorbell.ring() }
    return isTaken
  }

  /// From now on, the leader of this process gives that worker its tasks in memory.
  package func join(_ worker: any LocalWorker, as id: WorkerID) {
    state.withLock { state in
      state.workers[id] = worker
      state.mail.hasWorkerNews = true
    }
    doorbell.ring()
  }

  /// That worker takes nothing new from now on.
  package func drain(_ id: WorkerID) {
    state.withLock { state in
      state.mail.draining.insert(id)
      state.mail.hasWorkerNews = true
    }
    doorbell.ring()
  }

  /// That worker has stopped, and said so in the tables.
  package func leave(_ id: WorkerID) {
    state.withLock { state in
      state.workers[id] = nil
      state.mail.hasWorkerNews = true
    }
    doorbell.ring()
  }

  /// Asks for the leadership to be given up in order.
  package func stepDown() {
    state.withLock { $0.mail.shouldStepDown = true }
    doorbell.ring()
  }

  /// The worker table has changed: look at it now.
  package func noteWorkerNews() {
    state.withLock { $0.mail.hasWorkerNews = true }
    doorbell.ring()
  }

  /// There is something to read in the logs.
  func noteLogNews() {
    state.withLock { $0.mail.hasLogNews = true }
    doorbell.ring()
  }

  var localWorkers: [WorkerID: any LocalWorker] { state.withLock(\.workers) }

  var shouldStepDown: Bool { state.withLock(\.mail.shouldStepDown) }

  var hasWorkerNews: Bool { state.withLock(\.mail.hasWorkerNews) }

  /// Whether there is something else than reports.
  var hasNews: Bool {
    state.withLock { state in
      state.mail.hasLogNews || state.mail.hasWorkerNews || state.mail.shouldStepDown || !state.mail.draining.isEmpty
    }
  }

  /// Whether there is nothing to do. A leader that was asked to step down waits for the workers of its process.
  var isEmpty: Bool {
    state.withLock { state in
      state.mail.reports.isEmpty && !state.mail.hasWorkerNews && !state.mail.hasLogNews
        && !(state.mail.shouldStepDown && state.workers.isEmpty)
    }
  }

  /// The reports alone, as many as go into a batch.
  func takeReports() -> [LocalReport] {
    state.withLock { state in
      let end = Self.end(of: state.mail.reports)
      defer { state.mail.reports.removeSubrange(..<end) }
      return Array(state.mail.reports[..<end])
    }
  }

  /// What has come since the last time, as much as goes into a batch. `shouldStepDown` stays.
  func take() -> Mail {
    state.withLock { state in
      var mail = state.mail
      state.mail = Mail(shouldStepDown: mail.shouldStepDown)
      let end = Self.end(of: mail.reports)
      guard end < mail.reports.count else { return mail }
      state.mail.reports = Array(mail.reports[end...])
      mail.reports.removeSubrange(end...)
      mail.hasMore = true
      return mail
    }
  }

  /// How many are taken at once: at least one, if there is one.
  private static func end(of reports: [LocalReport]) -> Int {
    var bytes = 0
    let end = reports.firstIndex { report in
      bytes += report.row.size
      return bytes > bytesAtOnce
    }
    return end.map { max(1, $0) } ?? reports.count
  }

  func beginLeading() { state.withLock { $0.isLeading = true } }

  /// Reports that were not taken are gone: their attempts are decided by what is on record. Workers join again, under
  /// new ids.
  func endLeading() {
    let workers = state.withLock { state in
      state.isLeading = false
      state.mail.reports = []
      defer { state.workers = [:] }
      return Array(state.workers.values)
    }
    for worker in workers { worker.disown() }
  }
}
