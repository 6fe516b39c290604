/// What was typed, oldest first. An entry may have several lines.
struct History: Equatable {
  /// As bash keeps by far, and read in some 5 ms.
  static let limit = 10_000

  private let capacity: Int
  private(set) var entries: [String] = []

  /// What `add` did, for whoever keeps a copy: first these are taken out, by index and in this order, then the entry is put
  /// at the end.
  typealias Removals = [Int]

  /// Is the entry to be kept? Not if it is blank, or starts with a blank, which is how to keep a secret out.
  static func keeps(_ entry: String) -> Bool { entry.first.map { !$0.isWhitespace } ?? false }

  /// Puts an entry at the end, and takes out the same entry further up.
  /// - Returns: nil if the entry is not to be kept.
  mutating func add(_ entry: String) -> Removals? {
    guard Self.keeps(entry) else { return nil }
    var removals: Removals = []
    if let same = entries.lastIndex(of: entry) {
      entries.remove(at: same)
      removals.append(same)
    }
    if entries.count >= capacity {
      entries.removeFirst()
      removals.append(0)
    }
    entries.append(entry)
    return removals
  }

  /// Reads a file's text: an entry a line, ends of line within it as U+0001 (as psql does), the last of equal ones kept.
  init(decoding text: String) {
    self.init()
    var seen: Set<String> = []
    for line in text.split(separator: "\n").reversed() where entries.count < capacity {
      let entry = Self.decoded(line)
      if Self.keeps(entry), seen.insert(entry).inserted { entries.append(entry) }
    }
    entries.reverse()
  }

  init(capacity: Int = limit) { self.capacity = capacity }

  /// The line of a file that stands for `entry`, with its end of line.
  static func line(_ entry: String) -> String {
    String(entry.map { $0.isNewline ? "\u{1}" : $0 }) + "\n"
  }

  var text: String { entries.map(Self.line).joined() }

  private static func decoded(_ line: Substring) -> String { String(line.map { $0 == "\u{1}" ? "\n" : $0 }) }
}
