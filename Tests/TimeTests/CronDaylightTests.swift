import TestRandom
import Testing
import Time

/// What becomes of schedules when clocks are changed.
@Suite struct CronDaylightTests {
  struct Case: Sendable, CustomStringConvertible {
    var zone: String
    var expression: String
    /// Both in UTC.
    var after: String
    var expected: [String]
    var description: String { "\(zone) '\(expression)' after \(after)" }

    init(_ zone: String, _ expression: String, _ after: String, _ expected: String...) {
      (self.zone, self.expression, self.after, self.expected) = (zone, expression, after, expected)
    }
  }

  static let cases = [
    // 29 March: 2:00 is 3:00, at 01:00Z. What falls into the gap comes once, at its end.
    Case("Europe/Zurich", "30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
    Case("Europe/Zurich", "0,15,30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
    Case("Europe/Zurich", "0 2,3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
    Case("Europe/Zurich", "* 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
    Case("Europe/Zurich", "30 2 29 3 *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2027-03-29T00:30:00Z"),
    Case("Europe/Zurich", "30 2 * * *", "2026-03-29T00:59:59.9Z", "2026-03-29T01:00:00Z"),
    Case("Europe/Zurich", "30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
    Case("Europe/Zurich", "30 1,3 * * *", "2026-03-28T23:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    // Every so often is every so often.
    Case(
      "Europe/Zurich", "*/30 * * * *", "2026-03-29T00:15:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z",
      "2026-03-29T01:30:00Z"),
    Case("Europe/Zurich", "30 * * * *", "2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
    // 25 October: 3:00 is 2:00, at 01:00Z.
    Case("Europe/Zurich", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
    Case("Europe/Zurich", "30 2 * * *", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z"),
    Case("Europe/Zurich", "30 2 * * *", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"),
    Case("Europe/Zurich", "0 3 * * *", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"),
    Case("Europe/Zurich", "* 2 * * *", "2026-10-25T00:58:00Z", "2026-10-25T00:59:00Z", "2026-10-26T01:00:00Z"),
    Case(
      "Europe/Zurich", "30 * * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
      "2026-10-25T02:30:00Z"),
    Case(
      "Europe/Zurich", "0 */2 * * *", "2026-10-24T22:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z",
      "2026-10-25T03:00:00Z"),
    // 8 March, 07:00Z; 1 November, 06:00Z.
    Case("America/New_York", "30 2 * * *", "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"),
    Case("America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
    Case("America/New_York", "@hourly", "2026-11-01T04:30:00Z", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"),
    Case("America/New_York", "0 2 * 3,11 sun", "2026-03-07T00:00:00Z", "2026-03-08T07:00:00Z", "2026-03-15T06:00:00Z"),
    // Half an hour: 4 October, 2:00 is 2:30; 5 April, 2:00 is 1:30.
    Case("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"),
    Case("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00:00Z", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"),
    Case(
      "Australia/Lord_Howe", "45 * * * *", "2026-04-04T14:30:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z",
      "2026-04-04T16:15:00Z"),
    // A whole day that was not: 30 December 2011.
    Case("Pacific/Apia", "0 12 30 12 *", "2011-12-01T00:00:00Z", "2011-12-30T10:00:00Z", "2012-12-29T22:00:00Z"),
    Case(
      "Pacific/Apia", "0 12 * * *", "2011-12-29T00:00:00Z", "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z",
      "2011-12-30T22:00:00Z"),
    Case("Pacific/Apia", "0 * * * *", "2011-12-30T08:30:00Z", "2011-12-30T09:00:00Z", "2011-12-30T10:00:00Z"),
    // Midnight itself is missing.
    Case("Africa/Cairo", "@daily", "2026-04-23T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"),
    // A zone whose file ends with a rule, far away.
    Case("Europe/Zurich", "30 2 * * *", "2100-03-27T12:00:00Z", "2100-03-28T01:00:00Z", "2100-03-29T00:30:00Z"),
    Case("+05:45", "0 0 * * *", "2026-01-01T00:00:00Z", "2026-01-01T18:15:00Z"),
  ]

  /// Trap 13: a schedule has a time zone.
  @Test(arguments: cases) func edges(_ one: Case) throws {
    let zone = try TimeZoneRules.named(one.zone)
    let found = try CronExpression(one.expression).next(
      one.expected.count, after: Timestamp(rfc3339: one.after), in: zone)
    #expect(try found == one.expected.map { text throws in try Timestamp(rfc3339: text) })
  }

  /// Against the definition, minute by minute, around changes of clocks and elsewhere.
  @Test(arguments: 0..<120) func nothingElseIsMeant(seed: Int) throws {
    var random = Dice(seed: UInt64(seed))
    let (zoneName, change) = try #require(
      [
        ("Europe/Zurich", "2026-03-29T01:00:00Z"), ("Europe/Zurich", "2026-10-25T01:00:00Z"),
        ("America/New_York", "2026-03-08T07:00:00Z"), ("America/New_York", "2026-11-01T06:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"), ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"), ("Africa/Cairo", "2026-04-23T22:00:00Z"),
        ("UTC", "2026-02-28T00:00:00Z"),
      ].randomElement(using: &random))
    let zone = try TimeZoneRules.named(zoneName)
    let expression = try CronExpression(Self.expression(&random))
    let start = try Timestamp(rfc3339: change).microseconds / 60_000_000 - Int64.random(in: 0...2880, using: &random)
    let expected = (start + 1...start + 4320).filter { minute in
      Self.fires(expression, at: minute * 60, zone)
    }
    var found: [Int64] = []
    var last = Timestamp(microseconds: start * 60_000_000)
    while let next = expression.next(after: last, in: zone), next.microseconds <= (start + 4320) * 60_000_000 {
      #expect(next > last)
      found.append(next.microseconds / 60_000_000)
      last = next
    }
    #expect(found == expected, "\(zoneName) '\(expression)' from \(start)")
  }

  /// What `next` is to find, said another way: of one instant, by all local times.
  private static func fires(_ expression: CronExpression, at instant: Int64, _ zone: TimeZoneRules) -> Bool {
    let local = zone.local(at: instant)
    if expression.text.split(separator: " ")[1].hasPrefix("*") { return expression.matches(local) }
    if expression.matches(local) {
      switch zone.instants(of: local) {
      case .two(let first, _): if instant == first { return true }
      default: return true
      }
    }
    // The end of a gap: does a time in it match?
    let (before, after) = (zone.offset(at: instant - 1), zone.offset(at: instant))
    guard after > before else { return false }
    return (0..<(after - before) / 60).contains { minute in
      expression.matches(CivilTime(secondsSinceEpoch: instant + Int64(before + minute * 60)))
    }
  }

  private static func expression(_ random: inout Dice) -> String {
    let fields = [
      ["0", "30", "*/15", "*", "7,37", "59"], ["*", "*/2", "*/3", "2", "1-3", "0", "0,2", "12", "23", "2-20/3"],
      ["*", "*", "*", "30", "*/2", "28-30"], ["*", "*", "*/2", "mar,apr,oct-dec"], ["*", "*", "sun", "1-5", "*/2"],
    ]
    return fields.map { choices in choices.randomElement(using: &random) ?? "*" }.joined(separator: " ")
  }
}
