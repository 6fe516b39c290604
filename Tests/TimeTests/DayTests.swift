import Testing
import Time

struct DayTests {
  @Test(arguments: [
    (2026, 11, 23, 20_780), (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017),
    (1900, 3, 1, -25_508), (0, 3, 1, -719_468), (-1, 12, 31, -719_529),
  ])
  func countsDays(year: Int, month: Int, day: Int, number: Int32) throws {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    #expect(date.daysSinceEpoch == number)
    #expect(CivilDate(daysSinceEpoch: number) == date)
  }

  /// Walks 1,200 years a day at a time, with a calendar that counts as people do.
  @Test func agreesWithCounting() throws {
    var (year, month, day) = (1600, 1, 1)
    let first = try #require(CivilDate(year: 1600, month: 1, day: 1)).daysSinceEpoch
    for number in first..<(first + 438_291) {
      let date = CivilDate(daysSinceEpoch: number)
      guard date.year == year, date.month == month, date.day == day, date.daysSinceEpoch == number else {
        Issue.record("day \(number) is \(date), not \(year)-\(month)-\(day)")
        return
      }
      day += 1
      if day > CivilDate.daysIn(month: month, ofYear: year) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect((year, month, day) == (2800, 1, 1))
  }

  @Test func refusesDaysThatDoNotExist() {
    #expect(Day(year: 2026, month: 2, day: 29) == nil)
    #expect(Day(year: 2028, month: 2, day: 29) != nil)
    #expect(Day(year: 2026, month: 0, day: 1) == nil)
    #expect(Day(year: .max, month: 1, day: 1) == nil)
    #expect(Day(year: .min, month: 1, day: 1) == nil)
  }

  @Test func containsItsTimes() throws {
    let day = try #require(Day(year: 2026, month: 11, day: 23))
    #expect(Day(containing: day.start) == day)
    #expect(Day(containing: day.start + .seconds(86_399)) == day)
    #expect(Day(containing: day.start + .seconds(86_400)) == day.advanced(by: 1))
    #expect(Day(containing: day.start - .microseconds(1)) == day.advanced(by: -1))
    #expect(Day(containing: Timestamp(microseconds: -1)).text == "1969-12-31")
    #expect(Day(containing: Timestamp(microseconds: -86_400_000_000)).text == "1969-12-31")
  }

  @Test func hasText() throws {
    let day = try Day(text: "2026-11-03")
    #expect(day.text == "2026-11-03")
    #expect(day.compact == "20261103")
    #expect(try Day(text: "20261103") == day)
    for text in ["2026-1103", "202611-03", "2026-11-31", "2026-11-3", "x", "2026-11-03 "] {
      #expect(throws: TimeError.self) { try Day(text: text) }
    }
  }

  @Test func saturates() {
    let last = Day(daysSinceEpoch: .max)
    #expect(last.advanced(by: .max) == last)
    #expect(last.start == Timestamp(microseconds: .max))
    #expect(Day(daysSinceEpoch: .min).distance(to: last) == 4_294_967_295)
    #expect(Day(containing: Timestamp(microseconds: .min)).start == Timestamp(microseconds: .min))
    #expect(last.text.hasPrefix("+5881580-"))
  }
}
