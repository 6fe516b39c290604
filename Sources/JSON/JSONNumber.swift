/// A number as it is written: neither digits nor form are lost on the way through.
package struct JSONNumber: Hashable, Sendable {
  /// JSON's grammar: `-1.50e3`.
  package let text: String

  /// Nil unless `text` is exactly a JSON number.
  package init?(_ text: String) {
    var text = text
    let isNumber = text.withUTF8 { bytes in
      guard let first = bytes.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else { return false }
      var reader = JSONReader(bytes)
      return (try? reader.number())?.count == bytes.count
    }
    guard isNumber else { return nil }
    self.text = text
  }

  package init(_ value: some BinaryInteger) { text = String(value) }

  /// Nil for infinities and NaN, which JSON does not have.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = value.description
  }

  /// - Parameter text: what the reader has passed as a number.
  init(checked text: String) { self.text = text }

  /// Nil unless the number is whole (`1`, `1.0`, `1e3`) and fits.
  package var int64: Int64? {
    if let value = Int64(text) { return value }
    // Above 2^53 a double no longer tells neighbours apart, so it cannot prove that the number is whole.
    guard let value = Double(text), abs(value) <= 9_007_199_254_740_992, value.rounded() == value else { return nil }
    return Int64(value)
  }

  /// The nearest double; nil if it is out of range.
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
