/// What somebody probably meant to type.
enum NearName {
  /// "did you mean 'input'?", or nil.
  static func question(_ word: String, among candidates: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars.prefix(48))
    let allowed = min(3, max(1, typed.count / 3))
    let found = candidates.map { ($0, distance(typed, Array($0.lowercased().unicodeScalars.prefix(48)))) }
      .filter { $0.1 <= allowed && $0.1 < typed.count }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    return found.map { "did you mean '\($0.0)'?" }
  }

  /// Insertions, deletions, replacements and swaps of neighbours.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var before: [Int] = []
    var last = Array(0...right.count)
    for i in 1...left.count {
      var row = [i] + Array(repeating: 0, count: right.count)
      for j in 1...right.count {
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1))
        if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
          row[j] = min(row[j], before[j - 2] + 1)
        }
      }
      before = last
      last = row
    }
    return last[right.count]
  }
}
