import Testing
import Time

struct UserTimeTests {
  let now = Timestamp(microseconds: 1_795_469_789_000_000)

  @Test func readsAllForms() throws {
    #expect(try UserTime.parse("now", now: now) == now)
    #expect(try UserTime.parse("10m ago", now: now) == now - .seconds(600))
    #expect(try UserTime.parse("1h 30m ago", now: now) == now - .seconds(5400))
    #expect(try UserTime.parse("in  2h", now: now) == now + .seconds(7200))
    #expect(try UserTime.parse("2026-11-23", now: now) == Day(containing: now).start)
    #expect(try UserTime.parse("2026-11-23T21:36:29Z", now: now) == now)
    #expect(try UserTime.parse("1h", now: now, bare: .ago) == now - .seconds(3600))
    #expect(try UserTime.parse("1h", now: now, bare: .ahead) == now + .seconds(3600))
  }

  @Test(arguments: [
    ("", "invalid time ''"), ("yesterday", "invalid time 'yesterday'"), ("1h", "invalid time '1h'"),
    ("ago", "invalid time 'ago'"), ("in", "invalid time 'in'"), ("20261123", "invalid time '20261123'"),
    ("2026-11-31", "invalid time '2026-11-31'"),
    ("5 ago", "invalid time '5 ago': invalid duration '5': '5' has no unit"),
    ("in 5w", "invalid time 'in 5w': invalid duration '5w': unknown unit 'w'"),
  ])
  func refuses(text: String, message: String) {
    let error = #expect(throws: TimeError.self) { try UserTime.parse(text, now: now) }
    #expect(error?.message == message)
    #expect(error?.hint != nil)
  }

  @Test func aBareWordIsComparedWithTimesFirst() {
    let error = #expect(throws: TimeError.self) { try UserTime.parse("2026-11-31", now: now, bare: .ago) }
    #expect(error?.code == .invalidTime)
    let duration = #expect(throws: TimeError.self) { try UserTime.parse("5w", now: now, bare: .ago) }
    #expect(duration?.code == .invalidDuration)
  }

  @Test func saturates() throws {
    #expect(try UserTime.parse("in 106751991d", now: now) == Timestamp(microseconds: .max))
  }
}
