import Engine
import JSON
import Testing
import Workflows

/// Conditions that cannot be evaluated.
@Suite struct ConditionErrorTests {
  /// A payload is parsed only if an expression looks at it, and what is wrong with it is said as it is to a filter.
  @Test func aPayloadThatCannotBeReadBreaksWhoReadsIt() throws {
    let deep = String(repeating: "[", count: 100_000)
    func outcome(_ when: String?) throws -> (starts: Int, message: String?) {
      var root = task("a")
      root.waitFor = [.event(EventCondition("go", when: when))]
      var fixture = try Fixture([root])
      fixture.join()
      fixture.enqueue()
      let batch = fixture.push("go", deep)
      return (batch.starts.count, batch.attempts.last?.message)
    }
    #expect(try outcome(nil) == (1, nil))
    #expect(try outcome("event_key == 'go'") == (1, nil))
    let (starts, message) = try outcome("size(input) == 1")
    #expect(starts == 0)
    #expect(message?.hasPrefix("its wait_for: the payload cannot be read: ") == true, "\(message ?? "")")
  }

  /// Of several expressions that cannot be evaluated, the one that decides is named.
  @Test func namesTheExpressionThatFailsIt() throws {
    var child = task("b", needs: ["a"])
    child.skipIf = [.parent("a", when: "output.x == 1")]
    child.waitFor = [.any([.event(EventCondition("go")), .parent("a", when: "output.n > 2")])]
    var fixture = try Fixture([task("a"), child])
    fixture.join()
    let a = fixture.enqueue()
    fixture.report(a, .completed)
    let message = fixture.answer([:]).attempts.last?.message
    #expect(message?.hasPrefix("its skip_if: no such key") == true && message?.contains("output.x == 1") == true)
  }

  /// The event that failed a task is on record, and no other one: not one that decided nothing.
  @Test func whatFailsATaskIsRecorded() throws {
    var root = task("a")
    root.waitFor = [.event(EventCondition("go", when: "input.ok"))]
    var fixture = try Fixture([root])
    fixture.join()
    let a = fixture.enqueue()
    let failed = fixture.push("go", #"{"n": 1}"#, number: 7).eventMatches
    #expect(failed.map(\.event.id.number) == [7] && failed.map(\.run?.number) == [a.runNumber])
    #expect(failed.map(\.task) == [0] && failed.map(\.leaf) == [0])
    #expect(failed.first?.error?.hasPrefix("its wait_for: no such key") == true, "\(failed)")

    root.waitFor = [.any([.event(EventCondition("go", when: "input.ok")), .sleep(.seconds(60), from: .parents)])]
    fixture = try Fixture([root])
    fixture.join()
    fixture.enqueue()
    #expect(fixture.push("go", #"{"n": 1}"#).eventMatches.isEmpty)
    #expect(fixture.push("go", #"{"ok": true}"#, number: 2).eventMatches.map(\.error) == [nil])
  }
}
