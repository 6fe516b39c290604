/// A file's text and name, from which errors quote lines.
package struct SourceText: Sendable {
  /// As errors name it.
  package let file: String
  /// Without a byte order mark.
  package let bytes: [UInt8]
  private let lineStarts: [Int]

  package init(_ bytes: some Collection<UInt8>, file: String) {
    self.file = file
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : Array(bytes)
    lineStarts = Self.lineStarts(self.bytes)
  }

  package init(_ text: String, file: String) { self.init(Array(text.utf8), file: file) }

  /// The text of a line, from 1, without its end; empty if there is no such line. What is not UTF-8 is replaced.
  package func line(_ number: Int) -> String {
    guard lineStarts.indices.contains(number - 1) else { return "" }
    let rest = bytes[lineStarts[number - 1]...]
    let next = number < lineStarts.count ? lineStarts[number] : bytes.count
    var line = rest.prefix(next - lineStarts[number - 1])
    while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Whether nothing but blanks and line ends comes at or after a place.
  func isEnd(_ place: YAMLMark) -> Bool {
    guard lineStarts.indices.contains(place.line - 1) else { return true }
    let rest = line(place.line).unicodeScalars.dropFirst(place.column - 1)
    let next = place.line < lineStarts.count ? lineStarts[place.line] : bytes.count
    return rest.allSatisfy { $0 == " " || $0 == "\t" } && bytes[next...].allSatisfy { $0 <= UInt8(ascii: " ") }
  }

  /// The character at a place; nil at the end of a line.
  func scalar(at place: YAMLMark) -> Character? {
    line(place.line).unicodeScalars.dropFirst(place.column - 1).first.map { Character($0) }
  }

  /// The place of a byte.
  func mark(atByte offset: Int) -> YAMLMark {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let before = String(decoding: bytes[lineStarts[low]..<offset], as: UTF8.self)
    return YAMLMark(line: low + 1, column: before.unicodeScalars.count + 1)
  }

  /// A line ends where libyaml says so, for its marks to fit: also at U+0085, U+2028 and U+2029.
  private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
    var starts = [0]
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\n"): index += 1
      case UInt8(ascii: "\r"): index += index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n") ? 2 : 1
      case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0x85: index += 2
      case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8: index += 3
      default:
        index += 1
        continue
      }
      starts.append(index)
    }
    return starts
  }
}
