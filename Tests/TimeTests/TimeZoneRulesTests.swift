import TestRandom
import Testing
import Time

@Suite struct TimeZoneRulesTests {
  private func instant(_ text: String) throws -> Int64 { try Timestamp(rfc3339: text).microseconds / 1_000_000 }

  private func local(_ text: String) throws -> CivilTime { CivilTime(secondsSinceEpoch: try instant(text + "Z")) }

  @Test(arguments: [
    ("Europe/Zurich", "2026-01-15T12:00:00Z", 3600), ("Europe/Zurich", "2026-07-15T12:00:00Z", 7200),
    ("Europe/Zurich", "2026-03-29T00:59:59Z", 3600), ("Europe/Zurich", "2026-03-29T01:00:00Z", 7200),
    ("Europe/Zurich", "2026-10-25T00:59:59Z", 7200), ("Europe/Zurich", "2026-10-25T01:00:00Z", 3600),
    ("Europe/Zurich", "2150-07-01T00:00:00Z", 7200), ("Europe/Zurich", "9999-12-31T23:59:59Z", 3600),
    ("America/St_Johns", "2009-02-13T02:00:00Z", -12_600), ("US/Central", "2009-02-13T23:31:30Z", -21_600),
    ("Australia/Sydney", "2009-02-13T23:31:30Z", 39_600), ("Australia/Sydney", "2100-07-01T00:00:00Z", 36_000),
    ("Asia/Kathmandu", "1900-01-01T00:00:00Z", 20_476), ("Asia/Kathmandu", "2020-01-01T00:00:00Z", 20_700),
    ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000), ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400),
    ("UTC", "2026-01-15T12:00:00Z", 0), ("+02:00", "2026-01-15T12:00:00Z", 7200),
    ("-09:30", "2026-01-15T12:00:00Z", -34_200), ("02:00", "2026-01-15T12:00:00Z", 7200),
  ])
  func offset(zone: String, time: String, seconds: Int) throws {
    #expect(try TimeZoneRules.named(zone).offset(at: instant(time)) == seconds)
  }

  @Test(arguments: ["", "Nowhere/City", "../passwd", "/etc/passwd", "Europe", "Europe//Zurich", "+25:00", "2:5", "é"])
  func unknown(name: String) {
    #expect { try TimeZoneRules.named(name) } throws: { ($0 as? TimeError)?.code == .invalidZone }
  }

  @Test func mostTimesComeOnce() throws {
    let zurich = try TimeZoneRules.named("Europe/Zurich")
    #expect(try zurich.instants(of: local("2026-07-01T12:00:00")) == .one(instant("2026-07-01T10:00:00Z")))
    #expect(try zurich.instants(of: local("2026-03-29T01:59:59")) == .one(instant("2026-03-29T00:59:59Z")))
    #expect(try zurich.instants(of: local("2026-03-29T03:00:00")) == .one(instant("2026-03-29T01:00:00Z")))
  }

  @Test(arguments: [2026, 2100]) func someNever(year: Int) throws {
    let zurich = try TimeZoneRules.named("Europe/Zurich")
    let change = year == 2026 ? "2026-03-29T01:00:00Z" : "2100-03-28T01:00:00Z"
    let day = change.prefix(10)
    for time in ["02:00:00", "02:30:00", "02:59:59"] {
      #expect(try zurich.instants(of: local("\(day)T\(time)")) == .none(skippedAt: instant(change)))
    }
  }

  @Test func someTwice() throws {
    let zurich = try TimeZoneRules.named("Europe/Zurich")
    let both = try TimeZoneRules.Instants.two(instant("2026-10-25T00:30:00Z"), instant("2026-10-25T01:30:00Z"))
    #expect(try zurich.instants(of: local("2026-10-25T02:30:00")) == both)
    #expect(try zurich.instants(of: local("2026-10-25T03:00:00")) == .one(instant("2026-10-25T02:00:00Z")))
  }

  @Test func aDayMayBeMissing() throws {
    let apia = try TimeZoneRules.named("Pacific/Apia")
    let change = try instant("2011-12-30T10:00:00Z")
    #expect(try apia.instants(of: local("2011-12-30T12:00:00")) == .none(skippedAt: change))
    #expect(try apia.instants(of: local("2011-12-31T00:00:00")) == .one(change))
  }

  /// What a clock shows at an instant is shown at that instant: for any zone and time.
  @Test(arguments: [
    "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Gaza", "Europe/Dublin",
  ])
  func thereAndBack(name: String) throws {
    let zone = try TimeZoneRules.named(name)
    var random = Dice(seed: 7)
    for _ in 0..<2000 {
      let instant = Int64.random(in: -5_000_000_000...20_000_000_000, using: &random)
      switch zone.instants(of: zone.local(at: instant)) {
      case .one(let only): #expect(only == instant)
      case .two(let first, let second): #expect(first == instant || second == instant)
      case .none(let change): Issue.record("\(instant) is skipped at \(change)")
      }
    }
  }

  @Test func anyInstantWillDo() throws {
    let zurich = try TimeZoneRules.named("Europe/Zurich")
    #expect([3600, 7200].contains(zurich.offset(at: .max)))
    #expect(zurich.offset(at: .min) == 2048)
    #expect(zurich.local(at: .max).hour < 24)
  }
}
