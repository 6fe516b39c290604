import Engine
import JSON
import Testing
import Time
import Workflows

/// Groups that mix a parent, a sleep and an event.
@Suite struct ConditionGroupTests {
  struct Group: Sendable, CustomStringConvertible {
    let description: String
    let condition: Condition
    /// What it comes to if these have come true, and the others not yet.
    let holds: @Sendable (_ parent: Bool, _ sleep: Bool, _ event: Bool) -> Bool

    init(
      _ description: String, _ condition: Condition, _ holds: @escaping @Sendable (Bool, Bool, Bool) -> Bool
    ) {
      (self.description, self.condition, self.holds) = (description, condition, holds)
    }
  }

  private static let parent = Condition.parent("a", when: "output.ok")
  private static let sleep = Condition.sleep(.seconds(60), from: .parents)
  private static let event = Condition.event(EventCondition("go"))

  static let groups = [
    Group("any", .any([parent, sleep, event])) { $0 || $1 || $2 },
    Group("all", .all([parent, sleep, event])) { $0 && $1 && $2 },
    Group("a parent, or the others", .any([parent, .all([sleep, event])])) { $0 || ($1 && $2) },
    Group("a parent, and one of the others", .all([.any([event, sleep]), parent])) { $0 && ($1 || $2) },
    Group("a sleep, or the others", .any([.all([event, parent]), sleep])) { ($0 && $2) || $1 },
    Group("an event, and one of the others", .all([event, .any([parent, sleep])])) { $2 && ($0 || $1) },
    Group("two of three", .any([.all([parent, sleep]), .all([sleep, event]), .all([event, parent])])) {
      ($0 && $1) || ($1 && $2) || ($2 && $0)
    },
  ]

  enum Use: CaseIterable { case waitFor, skipIf, cancelIf }
  private enum Happening: String { case sleep, event }

  /// What becomes of a task under the group, its parent being judged after so many of what happens.
  private func outcome(
    _ group: Group, _ use: Use, _ isTrue: Bool, _ happenings: [Happening], judgedAfter place: Int
  ) throws -> String {
    var child = task("b", needs: ["a"])
    switch use {
    case .waitFor: child.waitFor = [group.condition]
    case .skipIf: (child.skipIf, child.waitFor) = ([group.condition], [.event(EventCondition("never"))])
    case .cancelIf: (child.cancelIf, child.waitFor) = ([group.condition], [.event(EventCondition("never"))])
    }
    var fixture = try Fixture([task("a"), child])
    fixture.join(slots: 2)
    let a = fixture.enqueue()
    let asking = fixture.report(a, .completed)
    var outcomes: [String] = []
    func note(_ batch: Batch) {
      outcomes += batch.attempts.map { "\($0.outcome)" } + batch.starts.map { _ in "started" }
    }
    for step in 0...happenings.count {
      if step == place {
        fixture.last = asking
        note(fixture.answer(["ok": .bool(isTrue)]))
      }
      guard step < happenings.count else { break }
      switch happenings[step] {
      case .sleep: note(fixture.advance(.seconds(60)))
      case .event: note(fixture.push("go"))
      }
    }
    return outcomes.isEmpty ? "waits" : outcomes.joined(separator: ", ")
  }

  /// Trap 32b: a group means its boolean value, whatever it mixes and in whichever order that comes; what can no longer
  /// come true ends the wait.
  @Test(arguments: groups, Use.allCases) func meansItsBooleanValue(group: Group, use: Use) throws {
    for isTrue in [true, false] {
      for happenings in [[], [.sleep], [.event], [.sleep, .event], [.event, .sleep]] as [[Happening]] {
        let holds = group.holds(isTrue, happenings.contains(.sleep), happenings.contains(.event))
        let expected =
          switch use {
          case .waitFor: holds ? "started" : group.holds(isTrue, true, true) ? "waits" : "skipped"
          case .skipIf: holds ? "skipped" : "waits"
          case .cancelIf: holds ? "cancelled" : "waits"
          }
        for place in 0...happenings.count {
          let outcome = try outcome(group, use, isTrue, happenings, judgedAfter: place)
          #expect(outcome == expected, "\(isTrue) after \(place) of \(happenings.map(\.rawValue))")
        }
      }
    }
  }

  /// Trap 32: a condition on a workflow of one task does not keep it from running.
  /// Trap 32b: what may yet skip or cancel a task is not waited for.
  @Test(arguments: [event, sleep, .any([event, sleep]), .all([event, sleep])], [true, false])
  func whatMayYetComeHoldsUpNothing(condition: Condition, isAlone: Bool) throws {
    var last = task("z", needs: isAlone ? [] : ["a"])
    (last.skipIf, last.cancelIf) = ([condition], [condition])
    var fixture = try Fixture(isAlone ? [last] : [task("a"), last])
    fixture.join()
    let first = fixture.enqueue()
    if !isAlone { fixture.report(first, .completed) }
    #expect(fixture.last.starts.map(\.task) == [isAlone ? first : first.sibling(1)])
  }
}
