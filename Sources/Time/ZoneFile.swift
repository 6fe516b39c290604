import Glibc

/// A file of the compiled time zone database: TZif, RFC 9636, version 1 and up.
struct ZoneFile {
  private let initialOffset: Int
  private let changes: [TimeZoneRules.Change]
  private let footer: PosixTimeZone?

  /// Where distributions keep it.
  private static let folder = "/usr/share/zoneinfo/"
  /// The largest file there has some 4 kB.
  private static let limit = 1 << 18

  /// Nil if there is no such file, or it cannot be read.
  static func read(_ name: String) -> [UInt8]? {
    let descriptor = open(folder + name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while true {
      let got = Glibc.read(descriptor, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return got == 0 ? bytes : nil }
      bytes += buffer.prefix(got)
      guard bytes.count <= limit else { return nil }
    }
  }

  /// The name of the machine's zone; nil if it is set by none.
  static var localName: String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink("/etc/localtime", &buffer, buffer.count)
    guard count > 0 else { return nil }
    let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return target.firstRange(of: "/zoneinfo/").map { String(target[$0.upperBound...]) }
  }

  /// Nil if the bytes are no such file.
  init?(_ bytes: [UInt8]) {
    var reader = BigEndianReader(bytes)
    guard let first = Header(&reader) else { return nil }
    var header = first
    var width = 4
    if first.version >= 0x32 {
      // What stands first is for readers of version 1; all of it comes again with 64-bit times.
      guard reader.skip(first.length(timeWidth: 4)), let second = Header(&reader) else { return nil }
      (header, width) = (second, 8)
    }
    guard let body = Self.body(&reader, header, width) else { return nil }
    (initialOffset, changes) = body
    footer = width == 8 ? Self.footer(&reader) : nil
  }

  func rules(named name: String) -> TimeZoneRules {
    TimeZoneRules(name: name, initialOffset: initialOffset, changes: changes, footer: footer)
  }

  private static func body(
    _ reader: inout BigEndianReader, _ header: Header, _ width: Int
  ) -> (Int, [TimeZoneRules.Change])? {
    guard header.length(timeWidth: width) <= reader.count else { return nil }
    let instants = (0..<header.times).compactMap { _ in reader.integer(width) }
    let kinds = (0..<header.times).compactMap { _ in reader.integer(1).map { Int(UInt8(truncatingIfNeeded: $0)) } }
    var offsets: [Int] = []
    for _ in 0..<header.types {
      guard let offset = reader.integer(4), reader.skip(2) else { return nil }
      // Nobody's clock is off by more than a day and some.
      guard abs(offset) < 200_000 else { return nil }
      offsets.append(Int(offset))
    }
    guard reader.skip(header.characters + header.leaps * (width + 4) + header.standards + header.universals),
      instants.count == header.times, kinds.count == header.times, let first = offsets.first,
      kinds.allSatisfy({ offsets.indices.contains($0) }),
      zip(instants, instants.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return (first, zip(instants, kinds).map { TimeZoneRules.Change(instant: $0, offset: offsets[$1]) })
  }

  private static func footer(_ reader: inout BigEndianReader) -> PosixTimeZone? {
    guard reader.integer(1) == 0x0A else { return nil }
    var text: [UInt8] = []
    while let byte = reader.integer(1), byte != 0x0A { text.append(UInt8(truncatingIfNeeded: byte)) }
    return PosixTimeZone(String(decoding: text, as: UTF8.self))
  }

  private struct Header {
    var version: UInt8
    var universals, standards, leaps, times, types, characters: Int

    init?(_ reader: inout BigEndianReader) {
      guard reader.integer(4) == 0x545A_6966, let version = reader.integer(1), reader.skip(15) else { return nil }
      let counts = (0..<6).compactMap { _ in reader.integer(4).map { Int($0) } }
      guard counts.count == 6, counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
      self.version = UInt8(truncatingIfNeeded: version)
      (universals, standards, leaps) = (counts[0], counts[1], counts[2])
      (times, types, characters) = (counts[3], counts[4], counts[5])
    }

    /// Bytes of what follows.
    func length(timeWidth: Int) -> Int {
      times * (timeWidth + 1) + types * 6 + characters + leaps * (timeWidth + 4) + standards + universals
    }
  }
}

/// Signed big-endian integers off the front of some bytes.
private struct BigEndianReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var count: Int { rest.count }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= rest.count else { return false }
    rest = rest.dropFirst(count)
    return true
  }

  mutating func integer(_ width: Int) -> Int64? {
    guard rest.count >= width else { return nil }
    let bits = rest.prefix(width).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(width)
    let unused = UInt64(64 - 8 * width)
    return Int64(bitPattern: bits << unused) >> Int64(unused)
  }
}
