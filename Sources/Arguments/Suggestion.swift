/// What somebody probably meant to type.
package enum Suggestion {
  /// The candidates near `word`, nearest first, three at most: few edits away, or `word` is how they begin.
  package static func nearest(to word: String, among candidates: [String]) -> [String] {
    ranked(word, candidates).prefix(3).map(\.text)
  }

  /// "did you mean 'list'?", or nil.
  package static func didYouMean(_ word: String, among candidates: [String]) -> String? {
    didYouMean(nearest(to: word, among: candidates))
  }

  static func didYouMean(_ found: [String]) -> String? {
    guard !found.isEmpty else { return nil }
    return "did you mean \(found.map { "'\($0)'" }.joined(separator: " or "))?"
  }

  /// Is `word` one slip of the finger away from `candidate`?
  static func isSlip(_ word: String, of candidate: String) -> Bool {
    distance(Array(word.lowercased().prefix(longest)), Array(candidate.lowercased())) <= 1
  }

  /// Longer words than this are compared by their beginnings: nobody may make us square a megabyte.
  private static let longest = 48

  private static func ranked(_ word: String, _ candidates: [String]) -> [(text: String, distance: Int)] {
    let typed = Array(word.lowercased().prefix(longest))
    guard !typed.isEmpty else { return [] }
    let allowed = min(3, max(1, typed.count / 3))
    var found: [(text: String, distance: Int)] = []
    for text in candidates where !found.contains(where: { $0.text == text }) {
      let candidate = Array(text.lowercased().prefix(longest))
      let edits = distance(typed, candidate)
      // One letter replaced by another says nothing.
      if edits <= allowed, edits < max(typed.count, candidate.count) {
        found.append((text, edits))
      } else if typed.count >= 2, candidate.starts(with: typed) {
        found.append((text, allowed + 1))
      }
    }
    return found.sorted { ($0.distance, $0.text) < ($1.distance, $1.text) }
  }

  /// Insertions, deletions, replacements and swaps of neighbours (Damerau and Levenshtein; optimal alignment).
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var before: [Int] = []
    var last = Array(0...right.count)
    for i in 1...left.count {
      var row = [i] + Array(repeating: 0, count: right.count)
      for j in 1...right.count {
        let cost = left[i - 1] == right[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
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
