import Engine
import Testing
import Time

/// A window of four tasks: blocks of two runs.
@Suite struct BacklogTests {
  /// What waits in blocks, as the table would hold it.
  private struct Blocks {
    var runs: [Int64: (block: DeferredBlock, runs: [RunID])] = [:]

    mutating func take(_ batch: Batch) {
      for deferral in batch.deferrals { runs[deferral.block.id] = (deferral.block, deferral.runs) }
      for recall in batch.shrunkBlocks { runs[recall.block]?.runs.removeAll { recall.runs.contains($0) } }
      for id in batch.emptiedBlocks { runs[id] = nil }
    }

    func wanted(_ batch: Batch) -> Input {
      .recalled(
        batch.wantedBlocks.compactMap { id in
          runs[id].map {
            Recall(block: id, version: $0.block.version, priority: $0.block.priority, runs: $0.runs, isWhole: true)
          }
        })
    }

    var numbers: [Int64] { runs.values.flatMap { $0.runs.map(\.number) }.sorted() }
  }

  private func arrivals(_ fixture: Fixture, _ numbers: ClosedRange<Int64>, priority: Int16 = 2) -> Input {
    .runs(numbers.map { fixture.arrival(number: $0, priority: priority) })
  }

  @Test func aWindowIsTakenInAndTheRestPutAside() throws {
    var fixture = try Fixture([task("a")], window: 4)
    var blocks = Blocks()
    blocks.take(fixture.apply(arrivals(fixture, 1...9)))
    #expect(fixture.rows.keys.map(\.runNumber).sorted() == [1, 2, 3, 4])
    #expect(fixture.last.deferrals.map { $0.runs.map(\.number) } == [[5, 6], [7, 8], [9]])
    #expect(fixture.last.wantedBlocks.isEmpty, "the window is full")
    // Whoever comes later stands behind those.
    blocks.take(fixture.apply(arrivals(fixture, 10...10)))
    #expect(blocks.numbers == Array(5...10))
  }

  @Test func everyRunStartsInOrderThroughAWindow() throws {
    var fixture = try Fixture([task("a")], window: 4)
    var blocks = Blocks()
    blocks.take(fixture.apply(arrivals(fixture, 1...50)))
    fixture.join(slots: 1)
    var order: [Int64] = []
    var largest = 0
    while let start = fixture.last.starts.first {
      order.append(start.task.runNumber)
      let wanted = blocks.wanted(fixture.last)
      fixture.now = fixture.now + .milliseconds(1)
      fixture.apply(
        .reports([Report(task: start.task, attempt: 1, worker: Fixture.remote, outcome: .completed)]), wanted)
      blocks.take(fixture.last)
      largest = max(largest, fixture.engine.liveCount)
    }
    #expect(order == Array(1...50))
    #expect(blocks.runs.isEmpty)
    #expect(largest <= 4)
  }

  @Test func aHigherPriorityDoesNotWaitBehindTheBacklog() throws {
    var fixture = try Fixture([task("a")], window: 4)
    fixture.apply(arrivals(fixture, 1...50, priority: 1))
    fixture.apply(arrivals(fixture, 51...51, priority: 3))
    fixture.join(slots: 1)
    #expect(fixture.last.starts.map(\.task.runNumber) == [51])
  }

  @Test func aScheduledRunIsNeverPutAside() throws {
    var fixture = try Fixture([task("a")], window: 4)
    fixture.apply(arrivals(fixture, 1...9))
    fixture.apply(.runs([fixture.arrival(number: 10, runAt: fixture.now + .seconds(5))]))
    #expect(fixture.last.deferrals.isEmpty)
    #expect(fixture.last.liveInserts.map(\.state) == [.waiting])
  }

  @Test func whoMayWaitForSoLongOnlyIsNeverPutAside() throws {
    var fixture = try Fixture([task("a", timeout: .seconds(1))], window: 4)
    fixture.apply(arrivals(fixture, 1...9))
    #expect(fixture.last.deferrals.isEmpty && fixture.engine.liveCount == 9)
  }

  /// A command finds its run wherever it is: just read, or in a block.
  @Test func aCancelReachesWhatIsPutAside() throws {
    var fixture = try Fixture([task("a")], window: 4)
    var blocks = Blocks()
    let runs = (Int64(1)...9).map { RunID(number: $0, createdAt: fixture.now) }
    blocks.take(fixture.apply(arrivals(fixture, 1...9), .commands([.cancel(runs[8])])))
    #expect(fixture.last.attempts.map(\.task.runNumber) == [9])
    #expect(blocks.numbers == [5, 6, 7, 8])

    let version = VersionID(rawValue: 0)
    #expect(fixture.engine.blocks(mayHold: runs[5], version: version, priority: 2) == [5])
    #expect(fixture.engine.blocks(mayHold: runs[0], version: version, priority: 2).isEmpty)
    #expect(fixture.engine.blocks(mayHold: runs[5], version: version, priority: 3).isEmpty)
    func cancel(_ run: RunID) {
      let recall = Recall(block: 5, version: version, priority: 2, runs: [run], isWhole: false)
      blocks.take(fixture.apply(.recalled([recall]), .commands([.cancel(run)])))
    }
    cancel(runs[5])
    #expect(fixture.last.attempts.map(\.outcome) == [.cancelled])
    #expect(fixture.last.shrunkBlocks.map(\.block) == [5] && fixture.last.emptiedBlocks.isEmpty)
    cancel(runs[4])
    #expect(fixture.last.shrunkBlocks.isEmpty && fixture.last.emptiedBlocks == [5])
    #expect(blocks.numbers == [7, 8])
  }

  @Test func aTakeOverFindsTheBlocks() throws {
    var fixture = try Fixture([task("a")], window: 4)
    var blocks = Blocks()
    blocks.take(fixture.apply(arrivals(fixture, 1...9)))
    fixture.takeOver(deferred: blocks.runs.values.map(\.block).sorted { $0.id < $1.id })
    #expect(fixture.last.wantedBlocks.isEmpty)
    fixture.join(slots: 3)
    #expect(fixture.last.wantedBlocks == [5, 7])
    blocks.take(fixture.apply(blocks.wanted(fixture.last)))
    #expect(blocks.numbers == [9])
  }

  /// Runs of many tasks fill memory by their tasks.
  @Test func aRunOfManyTasksCountsForMore() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"]), task("c", needs: ["a"])], window: 12)
    fixture.apply(arrivals(fixture, 1...9))
    #expect(fixture.engine.liveCount == 12)
    #expect(fixture.last.deferrals.map { $0.runs.map(\.number) } == [[5, 6], [7, 8], [9]])
  }
}
