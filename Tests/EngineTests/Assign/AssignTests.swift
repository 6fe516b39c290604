import Engine
import Testing
import Time
import Workflows

@Suite struct AssignTests {
  private let ids = (1...4).map { WorkerID(rawValue: $0) }

  @Test func takesTheMostFreeSlotsAndTurnsOnTies() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(ids[0], slots: 3)
    fixture.join(ids[1], slots: 2)
    fixture.join(ids[2], slots: 2)
    let chosen = (0..<7).compactMap { _ in
      fixture.enqueue()
      return fixture.last.starts.first?.worker.rawValue
    }
    #expect(chosen == [1, 2, 3, 1, 2, 3, 1])
    fixture.enqueue()
    #expect(fixture.last.starts.isEmpty)
  }

  @Test func prefersTheLocalWorkerOnATie() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(ids[0], slots: 1)
    fixture.join(ids[3], slots: 1, isLocal: true)
    fixture.enqueue()
    #expect(fixture.last.starts.first?.worker == ids[3])
    fixture.enqueue()
    #expect(fixture.last.starts.first?.worker == ids[0])
  }

  @Test func ranksByLabels() throws {
    let near = DesiredLabel(key: "zone", value: .text("near"), weight: 10)
    let big = DesiredLabel(key: "memory", value: .number(8), comparator: .greaterThanOrEqual, weight: 20)
    let linux = DesiredLabel(key: "os", value: .text("linux"), required: true)
    var fixture = try Fixture([task("a", labels: [near, big, linux])])
    fixture.join(ids[0], slots: 9, labels: ["os": .text("other"), "zone": .text("near"), "memory": .number(64)])
    fixture.join(ids[1], slots: 9, labels: ["os": .text("linux"), "zone": .text("near")])
    fixture.join(ids[2], slots: 1, labels: ["os": .text("linux"), "memory": .number(8)])
    let chosen = (0..<2).compactMap { _ in
      fixture.enqueue()
      return fixture.last.starts.first?.worker
    }
    #expect(chosen == [ids[2], ids[1]])
    // Its labels change: nothing suits any more, and then something does.
    fixture.join(ids[1], slots: 9, labels: ["os": .text("other")])
    fixture.enqueue()
    #expect(fixture.last.starts.isEmpty)
    fixture.join(ids[0], slots: 9, labels: ["os": .text("linux")])
    #expect(fixture.last.starts.map(\.worker) == [ids[0]])
  }

  @Test func neverExceedsSlotsThatShrinkOrGrow() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(slots: 3)
    let tasks = (0..<6).map { _ in fixture.enqueue() }
    fixture.join(slots: 1)
    #expect(fixture.report(tasks[0], .completed).starts.isEmpty)
    #expect(fixture.report(tasks[1], .completed).starts.isEmpty)
    #expect(fixture.report(tasks[2], .completed).starts.map(\.task) == [tasks[3]])
    fixture.join(slots: 3)
    #expect(fixture.last.starts.map(\.task) == [tasks[4], tasks[5]])
  }

  @Test func aDrainingWorkerEndsWhatItHas() throws {
    var fixture = try Fixture([task("a")])
    fixture.join(slots: 2)
    let first = fixture.enqueue()
    fixture.apply(.workers([.draining(Fixture.remote)]))
    let second = fixture.enqueue()
    #expect(fixture.last.starts.isEmpty)
    #expect(fixture.report(first, .completed).recorded.map(\.final) == [true])
    let batch = fixture.apply(.workers([.left(Fixture.remote)]))
    #expect(batch.writesNothing && fixture.rows[second]?.state == .queued)
  }

  @Test func whatAWorkerNeverBeganGoesBackWhenItLeaves() throws {
    var fixture = try Fixture([task("a")])
    fixture.join()
    let id = fixture.enqueue()
    let batch = fixture.apply(.workers([.left(Fixture.remote)]))
    #expect(batch.attempts.map(\.outcome) == [.released] && batch.attempts.first?.final == false)
    #expect(fixture.rows[id]?.losses == 0 && fixture.rows[id]?.state == .queued)
    fixture.join(ids[2])
    #expect(fixture.last.starts.map(\.attempt) == [2])
    #expect(fixture.report(id, .completed).refused.map(\.reason) == [.superseded(by: 2)])
  }

  @Test func aTaskOnALostWorkerRunsAgainAtOnceOnABudget() throws {
    var fixture = try Fixture([task("a")])
    let id = fixture.enqueue()
    for attempt in 1...Engine.lossBudget {
      let worker = WorkerID(rawValue: Int64(100 + attempt))
      fixture.join(worker)
      #expect(fixture.last.starts.map(\.attempt) == [attempt])
      let batch = fixture.apply(.workers([.lost(worker)]))
      #expect(batch.attempts.first?.outcome == .lost && batch.attempts.first?.worker == worker)
      guard attempt == Engine.lossBudget else { continue }
      #expect(batch.attempts.last?.message == "its worker was lost 10 times")
      #expect(batch.attempts.last?.attempt == 11 && batch.attempts.last?.final == true)
      #expect(batch.liveDeletes == [id] && batch.runsFinished.map(\.status) == [.failed])
    }
  }

  @Test func theRecordOfALocalStartIsLazy() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    fixture.join(Fixture.local, slots: 1, isLocal: true)
    let id = fixture.enqueue()
    fixture.report(id, .completed, worker: Fixture.local)
    #expect(fixture.last.starts.map(\.task) == [id.sibling(1)] && fixture.last.liveUpdates.isEmpty)
    #expect(fixture.engine.nextWake == fixture.now + Engine.lateAfter)
    #expect(fixture.advance(.milliseconds(49)).writesNothing)
    let batch = fixture.advance(.milliseconds(1))
    #expect(batch.lateRecords.map(\.id) == [id.sibling(1)] && batch.lateRecords.first?.state == .running)
    #expect(fixture.advance(.seconds(9)).writesNothing && fixture.engine.nextWake == nil)
  }

  @Test func theRecordOfARemoteStartIsNot() throws {
    var fixture = try Fixture([task("a"), task("b", needs: ["a"])])
    fixture.join()
    let id = fixture.enqueue()
    fixture.report(id, .completed)
    #expect(fixture.last.liveUpdates.map(\.id) == [id.sibling(1)] && fixture.last.liveUpdates.first?.attempt == 1)
  }
}
