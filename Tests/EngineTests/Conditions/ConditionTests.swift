import Engine
import Expressions
import JSON
import Testing
import Time
import Workflows

@Suite struct ConditionTests {
  /// `a`, and `b` that needs it under `conditions`.
  private func pair(_ configure: (inout TaskDefinition) -> Void) throws -> (Fixture, a: TaskID, b: TaskID) {
    var second = task("b", needs: ["a"])
    configure(&second)
    var fixture = try Fixture([task("a"), second])
    fixture.join(slots: 4)
    let a = fixture.enqueue()
    return (fixture, a, a.sibling(1))
  }

  private func verdict(of task: TaskID, in batch: Batch) -> Outcome? {
    batch.attempts.last { $0.task == task }?.outcome
  }

  // MARK: Parents

  @Test(arguments: [(5, Outcome.skipped), (50, nil)])
  func skipsByWhatAParentGave(rows: Int, expected: Outcome?) throws {
    var (fixture, a, b) = try pair { $0.skipIf = [.parent("a", when: "output.rows < 10")] }
    fixture.report(a, .completed)
    #expect(fixture.last.starts.isEmpty)
    let batch = fixture.answer(["rows": .int(rows)])
    #expect(verdict(of: b, in: batch) == expected)
    #expect(batch.starts.map(\.task) == (expected == nil ? [b] : []))
  }

  /// Trap 31: several entries are alternatives.
  @Test func anyEntrySkips() throws {
    var (fixture, a, b) = try pair {
      $0.skipIf = [.parent("a", when: "status == 'failed'"), .parent("a", when: "status == 'completed'")]
    }
    #expect(verdict(of: b, in: fixture.report(a, .completed)) == .skipped)
  }

  /// Trap 30: a condition cancels by itself, whatever becomes of another parent.
  @Test(arguments: [false, true])
  func cancelsWhicheverParentIsToBlame(firstFails: Bool) throws {
    var child = task("c", needs: ["a", "b"])
    child.cancelIf = [.parent("a", when: "status == 'completed'")]
    var fixture = try Fixture([task("a"), task("b"), child])
    fixture.join(slots: 4)
    let a = fixture.enqueue()
    if firstFails { fixture.report(a.sibling(1), .failed) }
    let batch = fixture.report(a, .completed)
    #expect(verdict(of: a.sibling(2), in: batch) == .cancelled)
  }

  /// Trap 30: a parent's failure cancels by itself, whatever a condition waits for.
  @Test(arguments: [
    Condition.parent("a", when: "status == 'skipped'"), .event(EventCondition("go")),
    .sleep(.seconds(60), from: .parents),
  ])
  func aParentsFailureIsEnough(cancelIf: Condition) throws {
    var child = task("c", needs: ["a", "b"])
    child.cancelIf = [cancelIf]
    var fixture = try Fixture([task("a"), task("b"), child])
    fixture.join(slots: 4)
    let a = fixture.enqueue()
    let verdicts =
      fixture.report(a.sibling(1), .failed).attempts + fixture.report(a, .completed).attempts
    #expect(verdicts.map(\.task) == [a.sibling(2)] && verdicts.map(\.outcome) == [.cancelled])
    #expect(verdicts.map(\.message) == ["parent 'b' failed or was cancelled"])
    #expect(fixture.last.runsFinished.map(\.status) == [.failed])
  }

  /// `needs` with `when` says what else than success is wanted.
  @Test func runsAfterAFailureIfThatIsWhatItNeeds() throws {
    var (fixture, a, b) = try pair { $0.needs = [Need("a", when: "status == 'failed'")] }
    #expect(fixture.report(a, .failed).starts.map(\.task) == [b])
    (fixture, a, b) = try pair { $0.needs = [Need("a", when: "status == 'failed'")] }
    #expect(verdict(of: b, in: fixture.report(a, .completed)) == .skipped)
  }

  /// Trap 32b: what can no longer come true ends the wait.
  @Test func aFalseParentConditionResolvesTheWait() throws {
    var (fixture, a, b) = try pair { $0.waitFor = [.parent("a", when: "output.ok")] }
    fixture.report(a, .completed)
    let batch = fixture.answer(["ok": false])
    #expect(verdict(of: b, in: batch) == .skipped)
    #expect(batch.attempts.last?.message == "its wait_for can no longer come true")
    #expect(fixture.rows.isEmpty)
  }

  @Test func anErrorFailsTheTaskAndSaysSo() throws {
    var (fixture, a, b) = try pair { $0.skipIf = [.parent("a", when: "output.rows < 10")] }
    fixture.report(a, .completed)
    let batch = fixture.answer(["other": 1])
    #expect(verdict(of: b, in: batch) == .failed)
    #expect(batch.attempts.last?.message?.contains("no such key") == true)
  }

  /// Skip beats cancel, whichever parent ends first.
  @Test(arguments: [[0, 1], [1, 0]])
  func theOrderOfParentsDoesNotMatter(order: [Int]) throws {
    var child = task("c", needs: ["a", "b"])
    child.skipIf = [.parent("a", when: "status == 'completed'")]
    child.cancelIf = [.parent("b", when: "status == 'completed'")]
    var fixture = try Fixture([task("a"), task("b"), child])
    fixture.join(slots: 4)
    let a = fixture.enqueue()
    var verdicts: [Outcome] = []
    for parent in order { verdicts += fixture.report(a.sibling(parent), .completed).attempts.map(\.outcome) }
    #expect(verdicts == [.skipped])
  }

  // MARK: Events and time

  /// Trap 32: a workflow of one task waits, and its row says since when.
  @Test func aRootTaskWaitsForAnEvent() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("go:*", when: "input.by == 'ops'"))]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    #expect(fixture.rows[a]?.waits?.since == fixture.now)
    #expect(fixture.push("stop").starts.isEmpty)
    #expect(fixture.push("go:1", #"{"by": "me"}"#, number: 2).starts.isEmpty)
    let batch = fixture.push("go:2", #"{"by": "ops"}"#, number: 3)
    #expect(batch.starts.map(\.task) == [a])
    #expect(batch.eventMatches.map(\.event.id.number) == [3])
    // Once is enough.
    #expect(fixture.push("go:3", #"{"by": "ops"}"#, number: 4).eventMatches.isEmpty)
  }

  @Test func anyOfAnEventAndASleep() throws {
    var root = task("a")
    root.waitFor = [.any([.event(EventCondition("go")), .sleep(.seconds(60), from: .parents)])]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    #expect(fixture.engine.nextWake == fixture.now + .seconds(60))
    #expect(fixture.advance(.seconds(59)).starts.isEmpty)
    #expect(fixture.advance(.seconds(1)).starts.map(\.task) == [a])
  }

  @Test func allOfAnEventAndASleep() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("go")), .sleep(.seconds(60), from: .parents)]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    #expect(fixture.push("go").starts.isEmpty)
    #expect(fixture.advance(.seconds(60)).starts.map(\.task) == [a])
  }

  /// Trap 7: events from before the parents are done count only for those who say so.
  @Test(arguments: [(ConditionStart.parents, false), (.runStart, true)])
  func listensFromWhenItIsTold(from: ConditionStart, counts: Bool) throws {
    var (fixture, a, b) = try pair { $0.waitFor = [.event(EventCondition("go", from: from))] }
    _ = fixture.advance(.seconds(1))
    fixture.push("go")
    #expect(fixture.report(a, .completed).starts.map(\.task) == (counts ? [b] : []))
  }

  @Test func cancelsInTime() throws {
    var (fixture, a, b) = try pair { $0.cancelIf = [.sleep(.seconds(10), from: .runStart)] }
    #expect(verdict(of: b, in: fixture.advance(.seconds(10))) == .cancelled)
    #expect(fixture.report(a, .completed).runsFinished.map(\.status) == [.cancelled])
  }

  /// A key that holds a value of the run is asked for, and what came before it was known is looked up.
  @Test func aKeyMayDependOnTheRun() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("paid:${input.order}"))]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    guard case .key(let template)? = fixture.last.questions.first?.subject else {
      Issue.record("nothing was asked for")
      return
    }
    let pattern = try template.pattern { _ in .string("a*b") }
    #expect(pattern.isExact == false || pattern.matches("paid:a*b"))
    fixture.apply(.answers([Answer(task: a, leaf: 0, finding: .key(pattern))]))
    #expect(fixture.last.questions.map(\.subject) == [.events(pattern, since: fixture.run(a).createdAt, before: nil)])
    #expect(fixture.push("paid:axb").starts.isEmpty)
    #expect(fixture.push("paid:a*b", number: 2).starts.map(\.task) == [a])
  }

  /// Trap 7: an event from before the wait is not lost on who asks for it.
  @Test func looksBack() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("go", since: .seconds(3600)))]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    guard case .events(_, let since, nil)? = fixture.last.questions.first?.subject else {
      Issue.record("nothing was looked up")
      return
    }
    #expect(since == fixture.now - .seconds(3600))
    let old = ArrivedEvent(id: EventID(number: 1, createdAt: since + .seconds(1)), key: "go")
    #expect(
      fixture.apply(.answers([Answer(task: a, leaf: 0, finding: .events([old], rest: nil))])).starts.map(\.task) == [a])
  }

  // MARK: Those who come later

  /// A new leader finds what was waited for, and since when.
  @Test func waitsOnAfterATakeOver() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("go")), .sleep(.seconds(60), from: .parents)]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    fixture.push("go")
    let woken = fixture.last.eventMatches.map { WokenLeaf(task: a, leaf: $0.leaf!, at: $0.matchedAt) }
    _ = fixture.advance(.seconds(30))
    fixture.takeOver(epoch: 1, woken: woken)
    fixture.join(Fixture.local, isLocal: true)
    #expect(fixture.advance(.seconds(29)).starts.isEmpty)
    #expect(fixture.advance(.seconds(1)).starts.map(\.task) == [a])
  }

  /// What was let through is not asked again: neither on a retry nor by the next leader.
  @Test func asksOnlyOnce() throws {
    var root = task("a", retries: 1, factor: 0)
    root.waitFor = [.event(EventCondition("go"))]
    root.cancelIf = [.sleep(.seconds(60), from: .parents)]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    fixture.push("go")
    _ = fixture.advance(.seconds(61))
    #expect(fixture.report(a, .failed).starts.map(\.attempt) == [2])
    #expect(fixture.rows[a]?.waits?.passed == true)
  }

  /// Trap 34: what only waits is cancelled, too, and does not run when what it waited for comes.
  @Test(arguments: [Condition.event(EventCondition("go")), .sleep(.seconds(60), from: .parents)], [false, true])
  func whatWaitsCanBeCancelled(condition: Condition, isAlone: Bool) throws {
    var (fixture, a, b) = try pair { $0.waitFor = [condition] }
    if isAlone {
      var root = task("a")
      root.waitFor = [condition]
      fixture = try Fixture([root])
      fixture.join()
      b = fixture.enqueue()
    } else {
      fixture.report(a, .completed)
    }
    #expect(fixture.rows[b]?.state == .waiting)
    let batch = fixture.apply(.commands([.cancel(fixture.run(b))]))
    #expect(verdict(of: b, in: batch) == .cancelled && batch.runsFinished.map(\.status) == [.cancelled])
    #expect(fixture.push("go").writesNothing && fixture.advance(.seconds(60)).writesNothing)
  }
}
