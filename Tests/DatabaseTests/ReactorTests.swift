import Glibc
import Synchronization
import Testing

@testable import Database

@Suite struct ReactorTests {
  private final class Outcomes: Sendable {
    let all = Mutex<[String: Reactor.Outcome]>([:])

    func note(_ name: String) -> Reactor.Handler { { outcome in self.all.withLock { $0[name] = outcome } } }
  }

  /// A connection is closed while a call on it is about to wait, and another one gets its number: that one's wait is
  /// called all the same. (It hung for ever, and all behind it.)
  @Test func aNumberThatIsUsedAgainIsAnothersSocket() async throws {
    let reactor = Reactor.shared
    let outcomes = Outcomes()
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let late = reactor.ticket(for: ends[0])
    reactor.forget(ends[0])
    let heir = reactor.ticket(for: ends[0])
    reactor.start(heir, ends[0], .read, until: nil, outcomes.note("heir"))
    reactor.start(late, ends[0], .read, until: nil, outcomes.note("late"))
    #expect(outcomes.all.withLock(\.self) == ["late": .interrupted])
    _ = write(ends[1], "x", 1)
    try await eventually("its wait is over") { outcomes.all.withLock { $0["heir"] == .ready } }
    for end in ends { close(end) }
  }

  @Test func closingInterruptsTheWait() {
    let outcomes = Outcomes()
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    Reactor.shared.start(Reactor.shared.ticket(for: ends[0]), ends[0], .read, until: nil, outcomes.note("one"))
    Reactor.shared.forget(ends[0])
    #expect(outcomes.all.withLock(\.self) == ["one": .interrupted])
    for end in ends { close(end) }
  }
}
