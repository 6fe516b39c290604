import Engine
import JSON
import Monitor
import Terminal
import Time

extension Field {
  /// The id of a run; where a line has no room for it, as many of its last digits as a command takes for it. Of one that
  /// commands find by its whole id only, all of it.
  static func id(_ run: RunID?, now: Timestamp) -> Field {
    guard let run else { return .text(nil) }
    return id(run.text, number: run.number, createdAt: run.createdAt, now: now)
  }

  /// The same of an event.
  static func id(_ event: EventID, now: Timestamp) -> Field {
    id(event.text, number: event.number, createdAt: event.createdAt, now: now)
  }

  private static func id(_ text: String, number: Int64, createdAt: Timestamp, now: Timestamp) -> Field {
    var field = Field.text(text)
    // Some time is left to use what was read.
    if createdAt > now - RunReader.findWindow + .seconds(3600) {
      field.short = String(text.suffix(number < 1 << 32 ? 8 : 12))
    }
    return field
  }

  /// A time by the clocks of a zone.
  static func time(_ time: Timestamp?, in zone: TimeZoneRules, now: Timestamp) -> Field {
    guard let time else { return .text(nil) }
    return Field(json: .string(time.rfc3339), text: time.text(in: zone), short: time.shortText(in: zone, now: now))
  }
}
