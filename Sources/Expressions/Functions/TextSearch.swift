/// Looking for text in text, by bytes: UTF-8 has no character within another. Linear in both.
struct TextSearch {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Where `needle`, which is not empty, begins at `start` or later: after Knuth, Morris and Pratt.
  func first(_ needle: [UInt8], from start: Int = 0) -> Int? {
    guard needle.count <= bytes.count - start else { return nil }
    if needle.count == 1 { return bytes[start...].firstIndex(of: needle[0]) }
    let borders = Self.borders(needle)
    var matched = 0
    for place in start..<bytes.count {
      while matched > 0, needle[matched] != bytes[place] { matched = borders[matched - 1] }
      if needle[matched] == bytes[place] { matched += 1 }
      if matched == needle.count { return place - matched + 1 }
    }
    return nil
  }

  /// Of each beginning, the longest shorter beginning that it ends in.
  private static func borders(_ needle: [UInt8]) -> [Int] {
    var borders = [Int](repeating: 0, count: needle.count)
    var length = 0
    for place in needle.indices.dropFirst() {
      while length > 0, needle[length] != needle[place] { length = borders[length - 1] }
      if needle[length] == needle[place] { length += 1 }
      borders[place] = length
    }
    return borders
  }

  /// Where `needle` last begins, at `limit` or before. In the worst case it looks at everything for each place, so that is
  /// what it costs beforehand.
  func last(_ needle: [UInt8], notAfter limit: Int, _ budget: inout Budget) throws(Failure) -> Int? {
    var start = min(limit, bytes.count - needle.count)
    guard start >= 0 else { return nil }
    try budget.spend(bytes: (start + 1).multipliedReportingOverflow(by: needle.count).partialValue)
    while start >= 0 {
      if bytes[start] == needle[0], bytes[start..<(start + needle.count)].elementsEqual(needle) { return start }
      start -= 1
    }
    return nil
  }

  /// How many scalars stand before that byte.
  func scalars(before offset: Int) -> Int { bytes[..<offset].count { $0 & 0xC0 != 0x80 } }

  /// The byte at which that scalar begins; of the count, the end. Nil beyond.
  func offset(ofScalar index: Int64) -> Int? {
    guard index >= 0, index <= Int64(bytes.count) else { return nil }
    var left = index
    var offset = 0
    while left > 0 {
      guard offset < bytes.count else { return nil }
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
