package import Arguments

/// A size as people type it: `100`, `4k`, `64kB`, `1M`, and with an i for powers of 1,024: `4Ki`.
package struct ByteCount: ArgumentValue, Equatable {
  package static let largest = 16_000_000

  package let bytes: Int
  private let text: String

  package init(argument text: String) throws(ArgumentError) {
    self.text = text
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let factors = [
      "": 1, "B": 1, "k": 1000, "kB": 1000, "Ki": 1024, "KiB": 1024, "M": 1_000_000, "MB": 1_000_000,
      "Mi": 1 << 20, "MiB": 1 << 20,
    ]
    guard let number = Int(digits), let factor = factors[String(text.dropFirst(digits.count))],
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow, bytes <= Self.largest
    else { throw .expected("a size up to 16M, such as 100, 4k, 64kB or 1M") }
    self.bytes = bytes
  }

  package var argumentText: String? { text }
}
