/// The fields of a cron expression, read.
struct CronFields {
  enum Kind: Int, CaseIterable {
    case second, minute, hour, day, month, weekday

    /// As messages name it.
    var name: String {
      switch self {
      case .second: "second"
      case .minute: "minute"
      case .hour: "hour"
      case .day: "day of the month"
      case .month: "month"
      case .weekday: "day of the week"
      }
    }

    var range: ClosedRange<Int> {
      switch self {
      case .second, .minute: 0...59
      case .hour: 0...23
      case .day: 1...31
      case .month: 1...12
      case .weekday: 0...7
      }
    }

    /// How many values there are: 0 and 7 are the same day.
    var count: Int { self == .weekday ? 7 : range.count }

    /// The first is the least value.
    var names: [String] {
      switch self {
      case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
      case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
      default: []
      }
    }

    var isDay: Bool { self == .day || self == .weekday }
  }

  struct Field {
    var bits: UInt64
    /// Whether it begins with `*` (or is `?`), whatever follows.
    var isOpen: Bool
    var text: String
    var place: Range<Int>
  }

  /// Without blanks around it.
  let text: String
  private var fields: [Field] = []

  subscript(kind: Kind) -> Field { fields[kind.rawValue] }

  static let names: KeyValuePairs = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  static let order = "minute, hour, day of the month, month, day of the week; with seconds, those come first"

  init(_ text: String) throws(CronError) {
    let scalars = Array(text.unicodeScalars)
    let words = Self.words(scalars)
    guard let first = words.first, let last = words.last else {
      throw CronError("a cron expression has 5 or 6 fields", hint: Self.order, at: 0..<1)
    }
    let whole = first.lowerBound..<last.upperBound
    self.text = String(scalars[whole])
    if scalars[first.lowerBound] == "@" {
      fields = try Self.named(self.text, at: whole)
      return
    }
    if scalars[first].contains("=") {
      throw CronError(
        "a cron expression does not set a time zone", hint: "say it apart: 'timezone' in a file, --timezone", at: first)
    }
    guard (5...6).contains(words.count) else {
      throw CronError("a cron expression has 5 or 6 fields, not \(words.count)", hint: Self.order, at: whole)
    }
    var kinds = Kind.allCases[...]
    if words.count == 5 {
      fields.append(Field(bits: 1, isOpen: false, text: "0", place: whole))
      kinds = kinds.dropFirst()
    }
    for (kind, word) in zip(kinds, words) {
      var reader = CronFieldReader(kind, scalars, word)
      fields.append(try reader.field())
    }
  }

  private static func words(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    scalars.indices.split { scalars[$0] == " " || scalars[$0] == "\t" }.map { $0.startIndex..<$0.endIndex }
  }

  private static func named(_ text: String, at place: Range<Int>) throws(CronError) -> [Field] {
    guard let meant = names.first(where: { $0.key == text.lowercased() }) else {
      let list = names.map(\.key).joined(separator: ", ")
      throw CronError("unknown schedule '\(text)'", hint: "the names are \(list)", at: place)
    }
    return try CronFields(meant.value).fields
  }
}

extension String {
  init(_ scalars: ArraySlice<Unicode.Scalar>) { self = String(String.UnicodeScalarView(scalars)) }
}
