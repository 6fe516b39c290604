import Database
import Testing

@testable import Leader

@Suite struct VigilTests {
  private func snapshot(_ xmin: UInt64, _ xmax: UInt64) -> Snapshot {
    Snapshot(xmin: TransactionID(xmin), xmax: TransactionID(xmax))
  }

  @Test func fallsAsleepWhenNothingComes() {
    var vigil = Vigil()
    #expect(vigil.rest == .zero)
    #expect(vigil.observe(found: 1, snapshot(1, 1)) == nil)
    #expect(vigil.state == .awake)
    #expect(vigil.observe(found: 0, snapshot(1, 1)) == .sayAsleep)
    #expect(vigil.state == .asking)
    #expect(vigil.rest == .zero)
  }

  /// Whoever may not have seen that it sleeps is waited for.
  @Test func pollsUntilAllWhoMayNotKnowHaveEnded() {
    var vigil = Vigil()
    _ = vigil.observe(found: 0, snapshot(90, 95))
    // The first read after the commit of "asleep" sets the horizon.
    #expect(vigil.observe(found: 0, snapshot(90, 100)) == nil)
    #expect(vigil.state == .settling(TransactionID(100)))
    var pauses: [Duration] = []
    for _ in 0..<10 {
      pauses.append(vigil.rest ?? .seconds(99))
      #expect(vigil.observe(found: 0, snapshot(99, 200)) == nil)
    }
    #expect(pauses == pauses.sorted())
    #expect(pauses.allSatisfy { $0 > .zero && $0 <= .milliseconds(50) })
    #expect(vigil.observe(found: 0, snapshot(100, 200)) == nil)
    #expect(vigil.state == .asleep)
    #expect(vigil.rest == nil)
  }

  @Test func aTrickleDoesNotWakeIt() {
    var vigil = asleep()
    for _ in 0..<100 {
      #expect(vigil.observe(found: 3, snapshot(200, 200)) == nil)
      #expect(vigil.observe(found: 0, snapshot(200, 200)) == nil)
    }
    #expect(vigil.state == .asleep)
  }

  @Test func aLoadWakesIt() {
    var vigil = asleep()
    #expect(vigil.observe(found: Vigil.load, snapshot(200, 200)) == .sayAwake)
    #expect(vigil.state == .awake)
    vigil = asleep()
    for _ in 1..<Vigil.streak { #expect(vigil.observe(found: 1, snapshot(200, 200)) == nil) }
    #expect(vigil.observe(found: 1, snapshot(200, 200)) == .sayAwake)
  }

  @Test func aLoadWakesItWhileItSettles() {
    var vigil = Vigil()
    _ = vigil.observe(found: 0, snapshot(90, 95))
    _ = vigil.observe(found: 0, snapshot(90, 100))
    #expect(vigil.observe(found: 1000, snapshot(90, 100)) == .sayAwake)
    // What it had said before holds no more: it must say so again.
    #expect(vigil.observe(found: 0, snapshot(100, 100)) == .sayAsleep)
  }

  private func asleep() -> Vigil {
    var vigil = Vigil()
    _ = vigil.observe(found: 0, snapshot(100, 100))
    _ = vigil.observe(found: 0, snapshot(100, 100))
    _ = vigil.observe(found: 0, snapshot(100, 100))
    return vigil
  }
}
