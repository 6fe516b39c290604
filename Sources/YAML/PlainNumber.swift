/// A plain scalar that the core schema reads as a number: `[-+]?[0-9]+`, `0o[0-7]+`, `0x[0-9a-fA-F]+`, or
/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
struct PlainNumber {
  let value: YAMLScalar.Value

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let radix = Self.radix(bytes[1]) {
      // Beyond 64 bits it stays text: nobody means a number by that.
      guard bytes[2] != UInt8(ascii: "+"), bytes[2] != UInt8(ascii: "-"),
        let number = UInt64(text.dropFirst(2), radix: radix)
      else { return nil }
      value = .integer(String(number))
      return
    }
    var rest = bytes[...]
    let sign = rest.first == UInt8(ascii: "-") ? "-" : ""
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = Self.digits(&rest)
    var fraction = ""
    var isFloat = false
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = Self.digits(&rest)
      isFloat = true
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var exponent = ""
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        exponent.unicodeScalars.append(Unicode.Scalar(rest.removeFirst()))
      }
      let power = Self.digits(&rest)
      guard !power.isEmpty else { return nil }
      exponent = "e" + exponent + power
      isFloat = true
    }
    guard rest.isEmpty else { return nil }
    let trimmed = String(whole.drop { $0 == "0" })
    let number = sign + (trimmed.isEmpty ? "0" : trimmed)
    guard isFloat else {
      value = .integer(number == "-0" ? "0" : number)
      return
    }
    value = .float(number + (fraction.isEmpty ? "" : "." + fraction) + exponent)
  }

  private static func radix(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "x"): 16
    default: nil
    }
  }

  private static func digits(_ rest: inout ArraySlice<UInt8>) -> String {
    let run = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(run.count)
    return String(decoding: run, as: UTF8.self)
  }
}
