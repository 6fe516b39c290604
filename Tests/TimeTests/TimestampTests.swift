import TestRandom
import Testing
import Time

struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0),
    ("2026-11-23T21:36:29Z", 1_795_469_789_000_000),
    ("2026-11-23t21:36:29.123456z", 1_795_469_789_123_456),
    ("2026-11-23 22:36:29.123456789+01:00", 1_795_469_789_123_456),
    ("2026-11-23T16:06:29.5-05:30", 1_795_469_789_500_000),
    ("1969-12-31T23:59:59.999999Z", -1),
    ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
    ("2000-02-29T00:00:00-00:00", 951_782_400_000_000),
    ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
    ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
  ])
  func reads(text: String, microseconds: Int64) throws {
    #expect(try Timestamp(rfc3339: text) == Timestamp(microseconds: microseconds))
  }

  @Test(arguments: [
    "", "now", "2026-11-23", "2026-11-23T21:36:29", "2026-11-23T21:36Z", "2026-11-23T24:00:00Z",
    "2026-11-23T21:60:00Z", "2026-11-23T21:36:61Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z", "1900-02-29T00:00:00Z", "2026-11-23T21:36:29.Z",
    "2026-11-23T21:36:29.1234567890Z", "2026-11-23T21:36:29+24:00", "2026-11-23T21:36:29+0100",
    "2026-11-23T21:36:29Z ", " 2026-11-23T21:36:29Z", "٢٠٢٦-11-23T21:36:29Z", "02026-11-23T21:36:29Z",
  ])
  func refuses(text: String) {
    let error = #expect(throws: TimeError.self) { try Timestamp(rfc3339: text) }
    #expect(error?.code == .invalidTime)
    #expect(error?.message == "invalid time '\(text)'")
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: TimeError(code: .outOfRange, message: "time '+294248-01-01T00:00:00Z' is out of range")) {
      try Timestamp(rfc3339: "+294248-01-01T00:00:00Z")
    }
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000Z"),
    (1_795_469_789_000_001, "2026-11-23T21:36:29.000001Z"),
    (-1, "1969-12-31T23:59:59.999999Z"),
    (Int64.max, "+294247-01-10T04:00:54.775807Z"),
    (Int64.min, "-290308-12-21T19:59:05.224192Z"),
  ])
  func writes(microseconds: Int64, text: String) {
    #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
  }

  @Test func readsWhatItWrites() throws {
    var random = Dice(seed: 1)
    for shift in 0..<64 {
      for _ in 0..<40 {
        let time = Timestamp(microseconds: Int64(truncatingIfNeeded: random.next()) >> Int64(shift))
        #expect(try Timestamp(rfc3339: time.rfc3339) == time)
      }
    }
  }

  @Test func isShortWhereThatSaysEnough() throws {
    let time = try Timestamp(rfc3339: "2026-03-29T01:00:00.5Z")
    let zone = try TimeZoneRules.named("Europe/Zurich")
    #expect(time.text(in: zone) == "Sun 2026-03-29 03:00:00 +02:00")
    #expect(time.shortText(in: zone, now: time + .seconds(86_400 * 100)) == "Sun 03-29 03:00")
    #expect((time + .seconds(7)).shortText(in: .utc, now: time) == "Sun 03-29 01:00:07")
    #expect(time.shortText(in: zone, now: time + .seconds(86_400 * 200)) == "2026-03-29 03:00")
    #expect(time.shortText(in: zone, now: time - .seconds(86_400 * 200)) == "2026-03-29 03:00")
  }

  @Test func saturatesInsteadOfTrapping() {
    let last = Timestamp(microseconds: .max)
    let first = Timestamp(microseconds: .min)
    let endless = Duration(secondsComponent: .max, attosecondsComponent: 0)
    #expect(last + .seconds(1) == last)
    #expect(first - .seconds(1) == first)
    #expect(Timestamp(microseconds: 0) + endless == last)
    #expect(Timestamp(microseconds: -5) - endless == first)
    #expect(last - first == .microseconds(Int64.max))
    #expect(first - last == .microseconds(Int64.min))
    #expect(Timestamp(microseconds: 5) - Timestamp(microseconds: 7) == .microseconds(-2))
  }

  @Test func neverTrapsOnAnyText() {
    var random = Dice(seed: 2)
    let alphabet = Array("0123456789-+:.TZtz dhms ago in now\u{e9}\u{0}")
    for _ in 0..<20_000 {
      let length = Int.random(in: 0...30, using: &random)
      let text = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "0" })
      let time = try? Timestamp(rfc3339: text)
      #expect(time.map { (try? Timestamp(rfc3339: $0.rfc3339)) == $0 } ?? true)
      _ = try? UserTime.parse(text, now: Timestamp(microseconds: .max - 5), bare: .ahead)
      _ = try? Day(text: text)
    }
  }
}
