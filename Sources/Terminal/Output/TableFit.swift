/// Which columns of a table a line has room for, and in which form.
///
/// First comes what says the same in fewer cells: short forms, as many as it takes, in the last column first, for ids come in
/// the first and are there to be copied. Then minor columns are left out, the last
/// one first. At last, what may shrink is cut.
struct TableFit {
  struct Column {
    /// In cells.
    var width: Int
    /// Of the short forms, where there are some.
    var shortWidth: Int
    var canShrink: Bool
    var isMinor: Bool
  }

  private let columns: [Column]
  private(set) var kept: [Int]
  private(set) var shortened: Set<Int> = []
  /// Of what is cut.
  private var cut: [Int: Int] = [:]

  /// What is left of a column that is cut, at least.
  private static let minimum = 8
  /// What is left of it as long as something else can give way.
  private static let comfortable = 20

  init(_ columns: [Column]) {
    self.columns = columns
    kept = Array(columns.indices)
  }

  func width(_ index: Int) -> Int { cut[index] ?? natural(index) }

  private func natural(_ index: Int) -> Int {
    shortened.contains(index) ? columns[index].shortWidth : columns[index].width
  }

  /// With all that may shrink as narrow as is comfortable.
  private var needed: Int {
    kept.reduce(TableLayout.gap * (kept.count - 1)) { sum, index in
      sum + (columns[index].canShrink ? min(natural(index), Self.comfortable) : natural(index))
    }
  }

  mutating func fit(into width: Int) {
    let candidates = kept.filter { columns[$0].shortWidth < columns[$0].width }.reversed()
    for index in candidates where needed > width { shortened.insert(index) }
    // A later one may have been enough.
    for index in candidates where shortened.remove(index) != nil && needed > width { shortened.insert(index) }
    for index in kept.reversed() where columns[index].isMinor && needed > width { kept.removeAll { $0 == index } }
    shrink(into: width)
  }

  /// Takes from the widest column that may shrink, until the line fits or nothing is left to take.
  private mutating func shrink(into width: Int) {
    // No column needs more than the line, and so the loop below is short even for very long texts.
    for index in kept where columns[index].canShrink { cut[index] = min(natural(index), width) }
    var excess = kept.reduce(TableLayout.gap * (kept.count - 1) - width) { $0 + self.width($1) }
    while excess > 0 {
      guard let widest = cut.filter({ $0.value > Self.minimum }).max(by: { ($0.value, $0.key) < ($1.value, $1.key) })
      else { return }
      cut[widest.key] = widest.value - 1
      excess -= 1
    }
  }
}
