import Workflows

/// Who listens for which key: an event costs a look-up by its key, and one by each length that the beginning of a pattern
/// has, however many listen for other keys.
struct ListenerIndex {
  struct Entry: Hashable, Comparable {
    let task: TaskID
    let leaf: Int

    static func < (left: Entry, right: Entry) -> Bool {
      left.task != right.task ? left.task < right.task : left.leaf < right.leaf
    }
  }

  /// Keys are compared byte by byte, as the tables do.
  private var exact: [[UInt8]: Set<Entry>] = [:]
  /// By what stands before the first `*`.
  private var patterns: [[UInt8]: [KeyPattern: Set<Entry>]] = [:]
  /// How many beginnings there are of each length, in bytes.
  private var lengths: [Int: Int] = [:]

  mutating func insert(_ entry: Entry, for pattern: KeyPattern) {
    let key = Array(pattern.text.utf8)
    if pattern.isExact {
      exact[key, default: []].insert(entry)
    } else {
      let prefix = Array(pattern.literalPrefix.utf8)
      if patterns[prefix] == nil { lengths[prefix.count, default: 0] += 1 }
      patterns[prefix, default: [:]][pattern, default: []].insert(entry)
    }
  }

  mutating func remove(_ entry: Entry, for pattern: KeyPattern) {
    let key = Array(pattern.text.utf8)
    if pattern.isExact {
      exact[key]?.remove(entry)
      if exact[key]?.isEmpty == true { exact[key] = nil }
      return
    }
    let prefix = Array(pattern.literalPrefix.utf8)
    patterns[prefix]?[pattern]?.remove(entry)
    if patterns[prefix]?[pattern]?.isEmpty == true { patterns[prefix]?[pattern] = nil }
    guard patterns[prefix]?.isEmpty == true else { return }
    patterns[prefix] = nil
    lengths[prefix.count, default: 1] -= 1
    if lengths[prefix.count] == 0 { lengths[prefix.count] = nil }
  }

  /// In order of age.
  func listeners(for key: String) -> [Entry] {
    let bytes = Array(key.utf8)
    var found = exact[bytes] ?? []
    for length in lengths.keys where length <= bytes.count {
      guard let candidates = patterns[Array(bytes[..<length])] else { continue }
      for (pattern, entries) in candidates where pattern.matches(key) { found.formUnion(entries) }
    }
    return found.sorted()
  }
}
