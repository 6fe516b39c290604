import Testing
import Time

@Suite struct CronExpressionTests {
  /// What is wrong, and which part of the expression it is about.
  @Test(arguments: [
    ("", "a cron expression has 5 or 6 fields", ""),
    ("* * * *", "a cron expression has 5 or 6 fields, not 4", "* * * *"),
    ("  * * * * * * * ", "a cron expression has 5 or 6 fields, not 7", "* * * * * * *"),
    ("61 * * * *", "the minute must be from 0 to 59, not 61", "61"),
    ("0 24 * * *", "the hour must be from 0 to 23, not 24", "24"),
    ("0 0 0 * *", "the day of the month must be from 1 to 31, not 0", "0"),
    ("0 0 1,32 * *", "the day of the month must be from 1 to 31, not 32", "32"),
    ("0 0 1 13 *", "the month must be from 1 to 12, not 13", "13"),
    ("0 0 * * 8", "the day of the week must be from 0 to 7, not 8", "8"),
    ("60 0 0 * * *", "the second must be from 0 to 59, not 60", "60"),
    ("0 0 99999999999999999999 * *", "the day of the month must be from 1 to 31, not 99999", "99999999999999999999"),
    ("0 0 * * monday", "'monday' is no day of the week", "monday"),
    ("0 0 1 xyz *", "'xyz' is no month", "xyz"),
    ("0 mon * * *", "'mon' is no hour", "mon"),
    ("0 22-5 * * *", "the range '22-5' of the hour ends before it begins", "22-5"),
    ("0 0 L * *", "'L' is no day of the month", "L"),
    ("0 0 15W * *", "unexpected 'W' in the day of the month", "W"),
    ("0 0 * * 5#3", "unexpected '#' in the day of the week", "#"),
    ("*/0 * * * *", "the step of the minute must be from 1 to 60, not 0", "0"),
    ("*/90 * * * *", "the step of the minute must be from 1 to 60, not 90", "90"),
    ("*/x * * * *", "the step of the minute must be from 1 to 60", "x"),
    ("0 */ * * *", "the step of the hour must be from 1 to 24", ""),
    ("? * * * *", "expected a value of the minute, not '?'", "?"),
    ("1, * * * *", "expected a value of the minute, which is missing", ""),
    ("1,,2 * * * *", "expected a value of the minute, not ','", ","),
    ("-5 * * * *", "expected a value of the minute, not '-'", "-"),
    ("** * * * *", "unexpected '*' in the minute", "*"),
    ("0 0 30 2 *", "the day of the month 30 never comes in feb", "30"),
    ("0 0 31 feb,apr,9,11 *", "the day of the month 31 never comes in feb, apr, sep, nov", "31"),
    ("@fortnightly", "unknown schedule '@fortnightly'", "@fortnightly"),
    ("@every 5m", "unknown schedule '@every 5m'", "@every 5m"),
    ("TZ=UTC 0 0 * * *", "a cron expression does not set a time zone", "TZ=UTC"),
    ("é * * * *", "'é' is no minute", "é"),
  ])
  func refused(text: String, message: String, part: String) throws {
    let error = try #require(throws: CronError.self) { try CronExpression(text) }
    #expect(error.message == message)
    let scalars = Array(text.unicodeScalars)
    let place = error.place.clamped(to: 0..<scalars.count)
    #expect(!error.place.isEmpty && error.place.lowerBound <= scalars.count)
    if !part.isEmpty { #expect(String(String.UnicodeScalarView(scalars[place])) == part) }
  }

  @Test func hintsAtWhatWasMeant() throws {
    func hint(_ text: String) -> String? {
      do throws(CronError) {
        _ = try CronExpression(text)
        return nil
      } catch { return error.hint }
    }
    #expect(hint("0 0 * january *") == "did you mean 'jan'?")
    #expect(hint("0 22-5 * * *") == "write it as two: 22-23,0-5")
    #expect(hint("*/90 * * * *") == "a step starts again with each hour")
    #expect(hint("* *")?.hasPrefix("minute, hour, day of the month, month, day of the week") == true)
    #expect(hint("@every 5m") == "the names are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly")
    #expect(hint("0 0 30 2 *") == "so this would never fire")
  }

  /// Trap 13: five fields or, seconds first, six. The next times after 2026-03-03 (a Tuesday) 10:20:30.5 in UTC.
  @Test(arguments: [
    ("* * * * *", "03-03 10:21:00, 03-03 10:22:00"),
    ("* * * * * *", "03-03 10:20:31, 03-03 10:20:32"),
    ("*/20 * * * * *", "03-03 10:20:40, 03-03 10:21:00"),
    ("5/20 * * * *", "03-03 10:25:00, 03-03 10:45:00"),
    ("10-40/15,50 * * * *", "03-03 10:25:00, 03-03 10:40:00, 03-03 10:50:00, 03-03 11:10:00"),
    ("30 4 * * *", "03-04 04:30:00, 03-05 04:30:00"),
    ("0 9-17/4 * * MON-Fri", "03-03 13:00:00, 03-03 17:00:00, 03-04 09:00:00"),
    ("0 0 * * 7", "03-08 00:00:00, 03-15 00:00:00"),
    ("0 0 * * 0", "03-08 00:00:00, 03-15 00:00:00"),
    ("0 0 * * fri-sun", "03-06 00:00:00, 03-07 00:00:00, 03-08 00:00:00, 03-13 00:00:00"),
    ("0 0 ? apr ?", "04-01 00:00:00, 04-02 00:00:00"),
    ("0 0 13 * fri", "03-06 00:00:00, 03-13 00:00:00, 03-20 00:00:00"),
    ("0 0 13,14 4 fri", "04-03 00:00:00, 04-10 00:00:00, 04-13 00:00:00, 04-14 00:00:00, 04-17 00:00:00"),
    ("0 0 */2 * fri", "03-13 00:00:00, 03-27 00:00:00, 04-03 00:00:00"),
    ("0 0 31 * *", "03-31 00:00:00, 05-31 00:00:00, 07-31 00:00:00"),
    ("0 12 1 jan-dec/6 *", "07-01 12:00:00"),
    ("@hourly", "03-03 11:00:00, 03-03 12:00:00"),
    ("@daily", "03-04 00:00:00"), ("@midnight", "03-04 00:00:00"), ("@weekly", "03-08 00:00:00"),
    ("@monthly", "04-01 00:00:00"), (" @Monthly ", "04-01 00:00:00"),
  ])
  func times(expression: String, expected: String) throws {
    let start = try Timestamp(rfc3339: "2026-03-03T10:20:30.5Z")
    let list = expected.split(separator: ", ").map { "2026-\($0.replacing(" ", with: "T")).000000Z" }
    #expect(try CronExpression(expression).next(list.count, after: start, in: .utc).map(\.rfc3339) == list)
  }

  @Test func whatIsRareComes() throws {
    let start = try Timestamp(rfc3339: "2026-03-03T10:20:30Z")
    func first(_ text: String) throws -> String? {
      try CronExpression(text).next(after: start, in: .utc)?.rfc3339
    }
    #expect(try first("@yearly") == "2027-01-01T00:00:00.000000Z")
    #expect(try first("@annually") == "2027-01-01T00:00:00.000000Z")
    #expect(try first("59 59 23 29 2 *") == "2028-02-29T23:59:59.000000Z")
    // A leap day that is a Sunday.
    #expect(try first("0 0 29 2 */7") == "2032-02-29T00:00:00.000000Z")
    let century = try Timestamp(rfc3339: "2096-03-01T00:00:00Z")
    #expect(try CronExpression("0 0 29 2 *").next(after: century, in: .utc)?.rfc3339 == "2104-02-29T00:00:00.000000Z")
  }

  @Test func nothingTraps() throws {
    let zurich = try TimeZoneRules.named("Europe/Zurich")
    for microseconds in [Int64.min, .min + 1, -1, 0, .max - 1_000_000, .max] {
      for expression in ["* * * * * *", "0 0 29 2 *", "0 * * * *"] {
        let time = Timestamp(microseconds: microseconds)
        let next = try CronExpression(expression).next(after: time, in: zurich)
        if let next { #expect(next > time) }
      }
    }
  }
}
