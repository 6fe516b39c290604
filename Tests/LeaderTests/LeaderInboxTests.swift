import Database
import Engine
import Store
import TestSupport
import Testing
import Time

@testable import Leader

@Suite struct LeaderInboxTests {
  private func report(_ number: Int64, bytes: Int = 0) -> LeaderInbox.LocalReport {
    let task = TaskID(run: number, ordinal: 0)
    return .init(
      report: Report(task: task, attempt: 1, worker: WorkerID(rawValue: 1), outcome: .completed),
      row: AttemptRow(
        task: task, runCreatedAt: Timestamp(microseconds: 0), attempt: 1, outcome: .completed, final: true,
        finishedAt: Timestamp(microseconds: 0), output: JSONText(utf8: [UInt8](repeating: 48, count: bytes))))
  }

  @Test func takesReportsOnlyWhileItLeads() {
    let inbox = LeaderInbox()
    #expect(!inbox.report(report(1)))
    inbox.beginLeading()
    #expect(inbox.report(report(2)))
    #expect(inbox.take().reports.map(\.report.task.runNumber) == [2])
    #expect(inbox.report(report(3)))
    inbox.endLeading()
    #expect(!inbox.report(report(4)))
    inbox.beginLeading()
    #expect(inbox.take().reports.isEmpty)
  }

  /// A batch must fit into one message to the database: reports beyond that wait for the next.
  @Test func takesAsMuchAsGoesIntoABatch() {
    let inbox = LeaderInbox()
    inbox.beginLeading()
    let half = LeaderInbox.bytesAtOnce / 2
    for (number, bytes) in [half, half / 2, half, LeaderInbox.bytesAtOnce * 2, 1].enumerated() {
      _ = inbox.report(report(Int64(number), bytes: bytes))
    }
    var taken: [[Int64]] = []
    var hasMore = true
    while hasMore {
      let mail = inbox.take()
      taken.append(mail.reports.map(\.report.task.runNumber))
      hasMore = mail.hasMore
    }
    #expect(taken == [[0, 1], [2], [3], [4]])
    #expect(inbox.isEmpty)
  }

  @Test func aLeaderThatIsToStepDownRestsAsLongAsAWorkerIsThere() {
    let inbox = LeaderInbox()
    let worker = IdleWorker()
    inbox.join(worker, as: WorkerID(rawValue: 1))
    #expect(inbox.take().hasWorkerNews)
    inbox.stepDown()
    #expect(inbox.isEmpty)
    #expect(inbox.take().shouldStepDown)
    inbox.leave(WorkerID(rawValue: 1))
    #expect(!inbox.isEmpty)
    #expect(inbox.take().shouldStepDown)
    #expect(inbox.shouldStepDown)
  }

  @Test func aWorkerIsDisownedOnceWhenTheLeadershipEnds() {
    let inbox = LeaderInbox()
    let worker = IdleWorker()
    inbox.join(worker, as: WorkerID(rawValue: 1))
    inbox.beginLeading()
    inbox.endLeading()
    inbox.endLeading()
    #expect(worker.disowned.events.count == 1)
    #expect(inbox.localWorkers.isEmpty)
  }
}

private final class IdleWorker: LocalWorker {
  let disowned = EventLog<Int>()

  func expect(_ runs: [RunID]) {}

  func forget(_ runs: [RunID]) {}
  func start(_ assignments: [Assignment]) {}
  func stop(_ orders: [StopOrder]) {}
  func disown() { disowned.append(1) }
}
