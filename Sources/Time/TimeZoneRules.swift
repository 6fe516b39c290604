import Synchronization

/// When a place's clocks stand how far from UTC: what a compiled zone of the IANA database (TZif, RFC 9636) says.
///
/// Instants are seconds since 1970-01-01T00:00:00Z; offsets are seconds east of Greenwich. Local times are counted as if
/// they were UTC (`CivilTime.secondsSinceEpoch`), so that nothing is converted twice.
package struct TimeZoneRules: Hashable, Sendable {
  /// `Europe/Zurich`, or `+02:00`.
  package let name: String
  /// The offset before the first change.
  let initialOffset: Int
  let changes: [Change]
  /// What holds after the last change; nil: the last offset for ever.
  let footer: PosixTimeZone?

  /// From `instant` on, clocks have `offset`.
  struct Change: Hashable, Sendable {
    var instant: Int64
    var offset: Int
  }

  package static let utc = TimeZoneRules(name: "UTC", offset: 0)

  init(name: String, initialOffset: Int, changes: [Change], footer: PosixTimeZone?) {
    self.name = name
    self.initialOffset = initialOffset
    self.changes = changes
    self.footer = footer
  }

  init(name: String, offset: Int) { self.init(name: name, initialOffset: offset, changes: [], footer: nil) }

  /// The zone's offset at an instant. Any instant will do: what is farther away than 30 million years counts as that far.
  package func offset(at instant: Int64) -> Int {
    let instant = min(max(instant, -Self.horizon), Self.horizon)
    guard let last = changes.last, instant < last.instant else {
      return footer?.offset(at: instant) ?? changes.last?.offset ?? initialOffset
    }
    // The first change that is later than the instant; the one before it holds.
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].instant <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialOffset : changes[low - 1].offset
  }

  static let horizon: Int64 = 1_000_000_000_000_000
}

// MARK: Finding

extension TimeZoneRules {
  /// The zone of that name in the system's database, or a fixed offset: `Europe/Zurich`, `UTC`, `+02:00`, `-09:30`, `02:00`.
  ///
  /// A zone is read from its file once in the life of the process. Throws `invalidZone`.
  package static func named(_ name: String) throws(TimeError) -> TimeZoneRules {
    if name == "UTC" || name == "Z" || name == "GMT" { return utc }
    if let offset = fixedOffset(name) { return TimeZoneRules(name: name, offset: offset) }
    if let known = cache.withLock({ $0[name] }) { return known }
    guard isWellFormed(name), let bytes = ZoneFile.read(name),
      let zone = ZoneFile(bytes)?.rules(named: name)
    else {
      throw TimeError(
        code: .invalidZone, message: "unknown time zone '\(name.prefix(64))'",
        hint: "a time zone is a name such as Europe/Zurich, or an offset such as +02:00")
    }
    cache.withLock { $0[name] = zone }
    return zone
  }

  /// There are some 600 names, so this stays small.
  private static let cache = Mutex<[String: TimeZoneRules]>([:])

  /// What names a file below the database's folder, and none above it.
  private static func isWellFormed(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, bytes.count <= 64 else { return false }
    let isPlain = bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2B, 0x2D, 0x2F, 0x5F].contains(byte)
    }
    return isPlain && !bytes.split(separator: 0x2F, omittingEmptySubsequences: false).contains { $0.isEmpty }
  }

  /// Seconds of `+02:00`, `-9:30`, `02:00`; nil if it is none.
  private static func fixedOffset(_ text: String) -> Int? {
    var reader = DigitReader(text)
    let isWest = reader.first == 0x2D
    _ = reader.take("+-")
    let count = reader.digitCount
    guard (1...2).contains(count), let hours = reader.digits(count), hours < 24, reader.take(":"),
      let minutes = reader.digits(2), minutes < 60, reader.isAtEnd
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
