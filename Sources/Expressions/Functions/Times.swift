import Time

extension Function {
  /// What a calendar and a clock show, in UTC or in the zone that is named.
  static let times: [Function] = [
    calendar("getFullYear") { time, _ in time.date.year },
    calendar("getMonth") { time, _ in time.date.month - 1 },
    calendar("getDate") { time, _ in time.date.day },
    calendar("getDayOfMonth") { time, _ in time.date.day - 1 },
    calendar("getDayOfWeek") { time, _ in time.date.weekday },
    calendar("getDayOfYear") { time, _ in time.date.dayOfYear },
    calendar("getHours", ofDuration: { $0 / 3_600_000_000_000 }) { time, _ in time.hour },
    calendar("getMinutes", ofDuration: { $0 / 60_000_000_000 }) { time, _ in time.minute },
    calendar("getSeconds", ofDuration: { $0 / 1_000_000_000 }) { time, _ in time.second },
    // Of a duration, too, only those that are no whole seconds: the standard has it so.
    calendar("getMilliseconds", ofDuration: { $0 % 1_000_000_000 / 1_000_000 }) { _, instant in
      Int(instant.nanoseconds / 1_000_000)
    },
  ]

  private static func calendar(
    _ name: String, ofDuration count: (@Sendable (Int64) -> Int64)? = nil,
    _ field: @escaping @Sendable (CivilTime, ExpressionInstant) -> Int
  ) -> Function {
    var signatures: [Signature] = [.init([.timestamp], .int), .init([.timestamp, .string], .int)]
    if count != nil { signatures.append(.init([.duration], .int)) }
    return .method(name, signatures) { arguments, _ throws(Failure) in
      switch arguments[0] {
      case .duration(let nanoseconds):
        guard arguments.count == 1, let count else { return nil }
        return .int(count(nanoseconds))
      case .timestamp(let instant):
        var offset = 0
        if arguments.count == 2 {
          guard case .string(let name) = arguments[1] else { return nil }
          offset = try zone(name).offset(at: instant.seconds)
        }
        return .int(Int64(field(CivilTime(secondsSinceEpoch: instant.seconds + Int64(offset)), instant)))
      default: return nil
      }
    }
  }

  private static func zone(_ name: String) throws(Failure) -> TimeZoneRules {
    do {
      return try TimeZoneRules.named(name)
    } catch {
      throw Failure(.invalidArgument, "the text names no time zone", hint: error.hint)
    }
  }
}
