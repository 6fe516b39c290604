/// Some characters of Unicode.
struct ScalarSet: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  private var categories: [Set<Unicode.GeneralCategory>] = []
  /// Sets whose members are all but theirs.
  private var excluded: [ScalarSet] = []
  var isNegated = false
  /// Whether the case of letters does not count.
  var ignoresCase = false

  init() {}

  init(_ ranges: ClosedRange<Unicode.Scalar>...) { for range in ranges { insert(range) } }

  init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
    insert(scalar...scalar)
    self.ignoresCase = ignoresCase
  }

  mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
    ranges.append(range.lowerBound.value...range.upperBound.value)
  }

  mutating func insert(_ categories: Set<Unicode.GeneralCategory>) { self.categories.append(categories) }

  mutating func insert(_ other: ScalarSet) {
    if other.isNegated {
      excluded.append(other)
    } else {
      ranges += other.ranges
      categories += other.categories
      excluded += other.excluded
    }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    var isMember = holds(scalar)
    if !isMember, ignoresCase {
      isMember =
        Self.only(scalar.properties.lowercaseMapping).map(holds) == true
        || Self.only(scalar.properties.uppercaseMapping).map(holds) == true
    }
    return isMember != isNegated
  }

  private static func only(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    for range in ranges where range.contains(value) { return true }
    for set in excluded where set.contains(scalar) { return true }
    guard !categories.isEmpty else { return false }
    let category = scalar.properties.generalCategory
    return categories.contains { $0.contains(category) }
  }

  var inverted: ScalarSet {
    var copy = self
    copy.isNegated.toggle()
    return copy
  }

  static let all = ScalarSet("\0"..."\u{10FFFF}")
  static let notNewline = ScalarSet("\n"..."\n").inverted
  static let digit = ScalarSet("0"..."9")
  static let word = ScalarSet("0"..."9", "A"..."Z", "_"..."_", "a"..."z")
  static let space = ScalarSet("\t"..."\n", "\u{0C}"..."\r", " "..." ")

  /// `[:alpha:]` and its like: ASCII only.
  static let named: [String: ScalarSet] = [
    "alnum": ScalarSet("0"..."9", "A"..."Z", "a"..."z"), "alpha": ScalarSet("A"..."Z", "a"..."z"),
    "ascii": ScalarSet("\0"..."\u{7F}"), "blank": ScalarSet("\t"..."\t", " "..." "),
    "cntrl": ScalarSet("\0"..."\u{1F}", "\u{7F}"..."\u{7F}"), "digit": digit, "graph": ScalarSet("!"..."~"),
    "lower": ScalarSet("a"..."z"), "print": ScalarSet(" "..."~"),
    "punct": ScalarSet("!"..."/", ":"..."@", "["..."`", "{"..."~"), "space": ScalarSet("\t"..."\r", " "..." "),
    "upper": ScalarSet("A"..."Z"), "word": word, "xdigit": ScalarSet("0"..."9", "A"..."F", "a"..."f"),
  ]

  /// `\pL`, `\p{Lu}`: by general category.
  static func category(_ name: String) -> ScalarSet? {
    let found = abbreviations.filter { $0.key == name || (name.utf8.count == 1 && $0.key.hasPrefix(name)) }
    guard !found.isEmpty else { return nil }
    var set = ScalarSet()
    set.insert(Set(found.values))
    return set
  }

  private static let abbreviations: [String: Unicode.GeneralCategory] = [
    "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter, "Lo": .otherLetter,
    "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber, "Nl": .letterNumber,
    "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
    "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation, "Po": .otherPunctuation,
    "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol, "Zs": .spaceSeparator,
    "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format, "Co": .privateUse,
    "Cs": .surrogate,
  ]
}
