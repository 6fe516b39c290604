import TestRandom
import Testing

@testable import ChildProcess

@Suite struct ChildLifecycleTests {
  private func lifecycle(pipes: Bool = true) -> ChildLifecycle {
    ChildLifecycle(teardown: .terminate(grace: .seconds(10)), hasPipes: pipes)
  }

  @Test func endsByItself() {
    var child = lifecycle()
    #expect(child.apply(.exited) == [.dropDeadline, .buryGroup, .startTimer(.seconds(1))])
    #expect(child.apply(.pipesClosed) == [.finish(abandonedPipes: false)])
    #expect(child.reason == nil)
  }

  @Test func pipesMayEndBeforeTheChild() {
    var child = lifecycle()
    #expect(child.apply(.pipesClosed) == [])
    #expect(child.apply(.exited) == [.dropDeadline, .buryGroup, .finish(abandonedPipes: false)])
  }

  @Test func waitsForPipesOnlySoLong() {
    var child = lifecycle()
    _ = child.apply(.exited)
    #expect(child.apply(.timer) == [.finish(abandonedPipes: true)])
    #expect(child.apply(.timer) == [])
    #expect(child.apply(.pipesClosed) == [])
  }

  @Test func deadlineTerminatesThenKills() {
    var child = lifecycle()
    #expect(child.apply(.deadline) == [.signalGroup(.terminate), .startTimer(.seconds(10)), .dropDeadline])
    #expect(child.apply(.deadline) == [])
    #expect(child.apply(.timer) == [.signalGroup(.kill)])
    #expect(child.apply(.timer) == [])
    #expect(child.apply(.exited) == [.dropDeadline, .buryGroup, .startTimer(.seconds(1))])
    #expect(child.reason == .timedOut)
  }

  @Test func secondStopHurriesAndNeverSlows() {
    var child = lifecycle()
    _ = child.apply(.stop(nil))
    #expect(child.apply(.stop(.terminate(grace: .seconds(60)))) == [])
    #expect(
      child.apply(.stop(.terminate(grace: .seconds(1))))
        == [.signalGroup(.terminate), .startTimer(.seconds(1))])
    #expect(child.apply(.stop(.kill)) == [.signalGroup(.kill)])
    #expect(child.apply(.stop(.kill)) == [])
    #expect(child.reason == .requested)
  }

  @Test func tooMuchOutputIsToldEvenIfTheChildIsGone() {
    var child = lifecycle()
    _ = child.apply(.exited)
    #expect(child.apply(.outputTooLarge) == [])
    #expect(child.reason == .outputTooLarge)
    var running = lifecycle()
    #expect(running.apply(.outputTooLarge) == [.signalGroup(.kill), .dropDeadline])
  }

  /// Whatever the order of events: buried once, finished once, never a signal behind the burial.
  @Test func holdsItsInvariantsForAnyOrder() {
    for seed in UInt64(0)..<2000 {
      var dice = Dice(seed: seed)
      var child = lifecycle(pipes: dice.roll(3) > 0)
      var effects: [ChildLifecycle.Effect] = []
      var exited = false
      for _ in 0..<20 {
        let event: ChildLifecycle.Event
        switch dice.roll(6) {
        case 0: event = .deadline
        case 1: event = .stop([nil, .kill, .terminate(grace: .seconds(1))][dice.roll(3)])
        case 2: event = .outputTooLarge
        case 3: event = .timer
        case 4 where !exited:
          event = .exited
          exited = true
        default: event = .pipesClosed
        }
        effects += child.apply(event)
      }
      if !exited { effects += child.apply(.exited) }
      effects += child.apply(.timer)
      let burials = effects.indices.filter { effects[$0] == .buryGroup }
      #expect(burials.count == 1, "seed \(seed)")
      let finishes = effects.filter { if case .finish = $0 { true } else { false } }
      #expect(finishes.count == 1, "seed \(seed)")
      let signalled = effects.dropFirst((burials.first ?? 0) + 1).contains {
        if case .signalGroup = $0 { true } else { false }
      }
      #expect(!signalled, "seed \(seed)")
    }
  }
}
