/// Reads one field: a list of `*`, values and ranges, each with a step or without.
struct CronFieldReader {
  private let kind: CronFields.Kind
  private let scalars: [Unicode.Scalar]
  private let place: Range<Int>
  private var next: Int

  init(_ kind: CronFields.Kind, _ scalars: [Unicode.Scalar], _ place: Range<Int>) {
    self.kind = kind
    self.scalars = scalars
    self.place = place
    next = place.lowerBound
  }

  mutating func field() throws(CronError) -> CronFields.Field {
    let text = String(scalars[place])
    if text == "?", kind.isDay {
      return CronFields.Field(bits: Self.bits(kind.range, step: 1), isOpen: true, text: text, place: place)
    }
    var field = CronFields.Field(bits: 0, isOpen: peek == "*", text: text, place: place)
    repeat { field.bits |= try item() } while take(",")
    if let stray = peek {
      throw CronError("unexpected '\(stray)' in the \(kind.name)", hint: hint, at: next..<next + 1)
    }
    return field
  }

  private var peek: Unicode.Scalar? { next < place.upperBound ? scalars[next] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    next += 1
    return true
  }

  private mutating func item() throws(CronError) -> UInt64 {
    let start = next
    var range = kind.range
    var isValue = false
    if !take("*") {
      let first = try value()
      if take("-") {
        var last = try value()
        // Sunday ends a week as well as it begins one.
        if kind == .weekday, last == 0, first > 0 { last = 7 }
        guard first <= last else {
          throw CronError(
            "the range '\(String(scalars[start..<next]))' of the \(kind.name) ends before it begins",
            hint: "write it as two: \(first)-\(kind.range.upperBound),\(kind.range.lowerBound)-\(last)",
            at: start..<next)
        }
        range = first...last
      } else {
        isValue = true
        range = first...first
      }
    }
    guard take("/") else { return Self.bits(range, step: 1) }
    // `5/15` is 5, 20, 35 and so on.
    return Self.bits(isValue ? range.lowerBound...kind.range.upperBound : range, step: try step())
  }

  private mutating func step() throws(CronError) -> Int {
    let start = next
    let number = digits()
    guard let number, (1...kind.count).contains(number) else {
      throw CronError(
        "the step of the \(kind.name) must be from 1 to \(kind.count)\(number.map { ", not \($0)" } ?? "")",
        hint: kind.count == 60 || kind == .hour ? "a step starts again with each \(outer)" : nil,
        at: start..<max(next, min(start + 1, place.upperBound)))
    }
    return number
  }

  private var outer: String {
    switch kind {
    case .second: "minute"
    case .minute: "hour"
    default: "day"
    }
  }

  private mutating func value() throws(CronError) -> Int {
    let start = next
    if let number = digits() {
      guard kind.range.contains(number) else {
        throw CronError(
          "the \(kind.name) must be from \(kind.range.lowerBound) to \(kind.range.upperBound), not \(number)",
          hint: hint, at: start..<next)
      }
      return number
    }
    while let scalar = peek, scalar.properties.isAlphabetic { next += 1 }
    let word = String(scalars[start..<next])
    if let index = kind.names.firstIndex(of: word.lowercased()) { return kind.range.lowerBound + index }
    if word.isEmpty {
      let found = peek.map { "not '\($0)'" } ?? "which is missing"
      throw CronError(
        "expected a value of the \(kind.name), \(found)", hint: hint, at: start..<min(start + 1, scalars.count))
    }
    let near = kind.names.first { word.lowercased().hasPrefix($0) }
    throw CronError(
      "'\(word)' is no \(kind.name)", hint: near.map { "did you mean '\($0)'?" } ?? hint, at: start..<next)
  }

  /// A number; one that is far too large is still one that is too large.
  private mutating func digits() -> Int? {
    var number: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      number = min(99_999, (number ?? 0) * 10 + Int(scalar.value - 0x30))
      next += 1
    }
    return number
  }

  private var hint: String {
    let names = kind.names.isEmpty ? "" : ", or \(kind.names[0]) to \(kind.names[kind.names.count - 1])"
    let none = kind.isDay ? ", ? (the same as *)" : ""
    return "the \(kind.name) is \(kind.range.lowerBound) to \(kind.range.upperBound)\(names): "
      + "values, ranges (1-5), steps (*/2), lists of them, or *\(none)"
  }

  private static func bits(_ range: ClosedRange<Int>, step: Int) -> UInt64 {
    stride(from: range.lowerBound, through: range.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
  }
}
