/// `'%s of %d'.format([a, b])`
struct TextFormat {
  private var output = ""
  private var next = 0

  static func text(
    _ format: String, _ values: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) -> String {
    var formatter = TextFormat()
    try budget.spend(bytes: format.utf8.count)
    var scalars = format.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "%" else {
        formatter.output.unicodeScalars.append(scalar)
        continue
      }
      if scalars.first == "%" {
        scalars.removeFirst()
        formatter.output += "%"
        continue
      }
      try formatter.clause(&scalars, values, &budget)
    }
    try budget.make(bytes: formatter.output.utf8.count)
    return formatter.output
  }

  /// The most digits after the point.
  private static let precisionLimit = 1000

  private mutating func clause(
    _ scalars: inout Substring.UnicodeScalarView, _ values: [ExpressionValue], _ budget: inout Budget
  ) throws(Failure) {
    var precision: Int?
    if scalars.first == "." {
      scalars.removeFirst()
      let digits = scalars.prefix { ("0"..."9").contains($0) }
      scalars = scalars.dropFirst(digits.count)
      guard let number = Int(String(digits)), number <= Self.precisionLimit else {
        throw Failure(.invalidArgument, "invalid precision in the format", hint: "at most \(Self.precisionLimit)")
      }
      precision = number
    }
    guard let verb = scalars.popFirst() else {
      throw Failure(.invalidArgument, "the format ends in an unfinished clause", hint: "'%%' is a percent sign")
    }
    guard next < values.count else {
      throw Failure(.invalidArgument, "the format has more clauses than there are values")
    }
    let value = values[next]
    next += 1
    let start = output.utf8.count
    switch verb {
    case "s": try append(value, &budget)
    case "d": output += try decimal(value)
    case "f", "e":
      let text = number(value).map {
        NumberText.formatted($0, precision: precision ?? 6, isScientific: verb == "e")
      }
      guard let text else { throw Self.mismatch(verb, value) }
      output += text
    case "b", "o", "x", "X": output += try digits(value, verb, &budget)
    default:
      throw Failure(
        .invalidArgument, "unknown clause '%\(verb)' in the format", hint: "there are %s %d %f %e %b %o %x %X")
    }
    try budget.make(bytes: output.utf8.count - start)
  }

  private static func mismatch(_ verb: Unicode.Scalar, _ value: ExpressionValue) -> Failure {
    Failure(.invalidArgument, "'%\(verb)' cannot format a value of type '\(value.typeName)'")
  }

  private func number(_ value: ExpressionValue) -> Double? {
    switch value {
    case .double(let value): value
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    default: nil
    }
  }

  private func decimal(_ value: ExpressionValue) throws(Failure) -> String {
    switch value {
    case .int(let value): return String(value)
    case .uint(let value): return String(value)
    case .double(let value): return NumberText.plain(value)
    default: throw Self.mismatch("d", value)
    }
  }

  private func digits(
    _ value: ExpressionValue, _ verb: Unicode.Scalar, _ budget: inout Budget
  ) throws(Failure) -> String {
    let radix = verb == "b" ? 2 : verb == "o" ? 8 : 16
    switch value {
    case .int(let value): return String(value, radix: radix, uppercase: verb == "X")
    case .uint(let value): return String(value, radix: radix, uppercase: verb == "X")
    case .bool(let value) where verb == "b": return value ? "1" : "0"
    case .string(let text) where radix == 16: return try hex(Array(text.utf8), verb, &budget)
    case .bytes(let bytes) where radix == 16: return try hex(bytes, verb, &budget)
    default: throw Self.mismatch(verb, value)
    }
  }

  private func hex(_ bytes: [UInt8], _ verb: Unicode.Scalar, _ budget: inout Budget) throws(Failure) -> String {
    try budget.make(bytes: bytes.count * 2)
    let digits = Array((verb == "X" ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// As `%s` has it.
  private mutating func append(_ value: ExpressionValue, _ budget: inout Budget) throws(Failure) {
    try budget.spend(1)
    switch value {
    case .null: output += "null"
    case .bool(let value): output += value ? "true" : "false"
    case .int(let value): output += String(value)
    case .uint(let value): output += String(value)
    case .double(let value): output += NumberText.plain(value)
    case .string(let text):
      try budget.make(bytes: output.utf8.count + text.utf8.count)
      output += text
    case .bytes(let bytes):
      try budget.make(bytes: output.utf8.count + bytes.count)
      output += String(decoding: bytes, as: UTF8.self)
    case .timestamp(let instant): output += TimeText.text(of: instant)
    case .duration(let nanoseconds): output += TimeText.text(ofDuration: nanoseconds)
    case .type(let name): output += name
    case .list(let elements):
      try budget.enter()
      output += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { output += ", " }
        try append(element, &budget)
      }
      output += "]"
      budget.leave()
    case .map(let map):
      try budget.enter()
      output += "{"
      try budget.spend(map.count)
      let entries = map.entries.map { ($0.key.text, $0.value) }.sorted {
        $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
      }
      for (index, entry) in entries.enumerated() {
        if index > 0 { output += ", " }
        output += entry.0 + ": "
        try append(entry.1, &budget)
      }
      output += "}"
      budget.leave()
    case .optional: throw Self.mismatch("s", value)
    }
  }
}
