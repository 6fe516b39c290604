extension TimeZoneRules {
  /// The zones that the system's database has by name, sorted; empty if it has no list of them.
  ///
  /// Reads a file of some 100 kB: for who has mistyped one.
  package static var names: [String] {
    if let list = ZoneFile.read("tzdata.zi") {
      // `Z NAME …` is a zone, `L TARGET NAME` another name of one.
      let names = lines(list).compactMap { line -> String? in
        let words = line.split(separator: " ", maxSplits: 3)
        switch words.first {
        case "Z": return words.count > 1 ? String(words[1]) : nil
        case "L": return words.count > 2 ? String(words[2]) : nil
        default: return nil
        }
      }
      return Set(names).sorted()
    }
    let table = ZoneFile.read("zone.tab") ?? []
    return lines(table).compactMap { line in
      let words = line.split(separator: "\t")
      return line.hasPrefix("#") || words.count < 3 ? nil : String(words[2])
    }.sorted()
  }

  private static func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The zone of the person who looks: what `TZ` says, or the machine; UTC if neither can be read.
  package static func local(_ environment: [String: String]) -> TimeZoneRules {
    if let name = environment["TZ"] {
      let name = name.hasPrefix(":") ? String(name.dropFirst()) : name
      if let zone = try? named(name) { return zone }
      return PosixTimeZone(name).map { zone in
        TimeZoneRules(name: name, initialOffset: zone.standardOffset, changes: [], footer: zone)
      } ?? utc
    }
    return (ZoneFile.localName.flatMap { try? named($0) }) ?? utc
  }
}
