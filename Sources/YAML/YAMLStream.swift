/// The documents of one text.
///
/// JSON is YAML: a text that starts with `{` or `[` may also hold the pairs of surrogate escapes that JSON has and YAML
/// lacks.
package struct YAMLStream: Sendable {
  /// One for each `---`, in order; none if the text holds nothing but comments.
  package let documents: [YAMLNode]
  /// The keys given twice, of which the first counts; whoever uses the documents must refuse these.
  package let duplicates: [YAMLError]

  /// Parses it all. Throws on what is not YAML, on what it cannot stand for, and on what is over the limits.
  package init(_ source: SourceText, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) {
    guard source.bytes.count <= limits.bytes else {
      throw YAMLError(
        code: .tooLarge, message: "the text has \(source.bytes.count) bytes, over the limit of \(limits.bytes)",
        file: source.file, place: YAMLMark(line: 1, column: 1))
    }
    var composer: Composer
    do {
      composer = try Self.compose(source, limits: limits)
    } catch {
      guard error.code == .syntax, let paired = SurrogatePairs.joined(in: source) else { throw error }
      composer = try Self.compose(paired, limits: limits)
    }
    documents = composer.documents
    duplicates = composer.duplicates
  }

  private static func compose(_ source: SourceText, limits: YAMLLimits) throws(YAMLError) -> Composer {
    try source.bytes.withUnsafeBufferPointer { bytes throws(YAMLError) in
      var reader = try EventReader(bytes, source: source)
      var composer = Composer(file: source.file, limits: limits)
      while try composer.take(reader.next()) {}
      return composer
    }
  }
}

/// JSON escapes a character beyond U+FFFF as two, such as `\ud83d\ude00`; libyaml refuses each.
private enum SurrogatePairs {
  /// The text with each such pair as the character itself; nil if it is not JSON by its first character, or has none.
  static func joined(in source: SourceText) -> SourceText? {
    let bytes = source.bytes
    let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count)
    var index = 0
    var found = false
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        joined.append(bytes[index])
        index += 1
        continue
      }
      if let high = unit(bytes, at: index), 0xD800...0xDBFF ~= high, let low = unit(bytes, at: index + 6),
        0xDC00...0xDFFF ~= low, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
      {
        joined.append(contentsOf: Array(String(Character(scalar)).utf8))
        index += 12
        found = true
      } else {
        joined.append(contentsOf: bytes[index...(index + 1)])
        index += 2
      }
    }
    return found ? SourceText(joined, file: source.file) : nil
  }

  /// The four digits of `\uXXXX` at `index`.
  private static func unit(_ bytes: [UInt8], at index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    let digits = bytes[(index + 2)..<(index + 6)]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
