import Engine
import Testing
import Time

/// Two batches joined leave the rows that they leave one after the other.
@Suite struct BatchTests {
  private let task = TaskID(run: 1, ordinal: 0)

  private func row(_ attempt: Int32) -> LiveTask {
    LiveTask(
      id: task, runCreatedAt: Timestamp(microseconds: 0), version: VersionID(rawValue: 1), state: .queued,
      attempt: attempt)
  }

  private func batch(_ change: (inout Batch) -> Void) -> Batch {
    var batch = Batch()
    change(&batch)
    return batch
  }

  /// What becomes of the table's row, if the parts are taken in the order that `Batch` asks for.
  private func result(_ batch: Batch, on start: LiveTask?) -> LiveTask? {
    var row = start
    for id in batch.liveDeletes where id == task {
      #expect(row != nil, "deletes what is not there")
      row = nil
    }
    for insert in batch.liveInserts where insert.id == task {
      #expect(row == nil, "inserts what is there")
      row = insert
    }
    for update in batch.liveUpdates + batch.lateRecords where update.id == task {
      #expect(row != nil, "updates what is not there")
      row = update
    }
    return row
  }

  @Test func joinedTheyLeaveWhatTheyLeaveApart() {
    let steps: [(String, Batch, isThere: Bool)] = [
      ("nothing", Batch(), true), ("nothing", Batch(), false),
      ("delete", batch { $0.liveDeletes = [task] }, true),
      ("insert", batch { $0.liveInserts = [row(1)] }, false),
      ("update", batch { $0.liveUpdates = [row(2)] }, true),
      ("record", batch { $0.lateRecords = [row(3)] }, true),
      ("replay", batch { ($0.liveDeletes, $0.liveInserts) = ([task], [row(4)]) }, true),
    ]
    var pairs = 0
    for start in [row(0), nil] {
      for first in steps where first.isThere == (start != nil) {
        let between = result(first.1, on: start)
        for second in steps where second.isThere == (between != nil) {
          let end = result(second.1, on: between)
          for third in steps where third.isThere == (end != nil) {
            var joined = first.1
            joined.append(second.1)
            joined.append(third.1)
            #expect(
              result(joined, on: start) == result(third.1, on: end), "\(first.0), then \(second.0), then \(third.0)")
            pairs += 1
          }
        }
      }
    }
    #expect(pairs > 100)
  }

  @Test func theRestComesInOrder() {
    var joined = batch { $0.recorded = [Recorded(task: task, attempt: 1, final: false)] }
    joined.append(batch { $0.recorded = [Recorded(task: task, attempt: 2, final: true)] })
    #expect(joined.recorded.map(\.attempt) == [1, 2])
    #expect(batch { $0.liveUpdates = [row(1)] }.unsettledRuns == [1])
    #expect(joined.unsettledRuns == [1])
    #expect(batch { $0.liveDeletes = [task] }.unsettledRuns.isEmpty)
  }
}
