/// What the Tab key offers at one place.
package struct Completion: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    package var value: String
    package var summary: String

    package init(_ value: String, _ summary: String = "") {
      self.value = value
      self.summary = summary
    }
  }

  /// Names that only the caller can look up.
  package struct LiveNames: Sendable, Equatable {
    /// As declared: "workflow".
    package var kind: String
    /// What was typed of the name so far.
    package var prefix: String

    package init(kind: String, prefix: String) {
      self.kind = kind
      self.prefix = prefix
    }
  }

  package enum Paths: String, Sendable {
    case none, files, directories
  }

  package var candidates: [Candidate] = []
  package var paths = Paths.none
  package var live: LiveNames?
  /// What stands before the value in the same word: `--status=`.
  var lead = ""

  /// Adds the names that the caller found. Those that do not begin with what was typed are left out.
  package mutating func add(_ names: [Candidate]) {
    guard let live else { return }
    offer(names.filter { $0.value.hasPrefix(live.prefix) })
  }

  /// What `hatchet __complete` prints for the scripts: the kind of paths wanted, then one candidate a line, name and
  /// description parted by a tab.
  package var text: String {
    let lines = candidates.map { candidate in
      let summary = candidate.summary.filter { !$0.isNewline && $0 != "\t" }
      return candidate.summary.isEmpty ? candidate.value : "\(candidate.value)\t\(summary)"
    }
    let whole = lines.filter { !$0.contains(where: \.isNewline) }
    return ([paths.rawValue] + whole).map { $0 + "\n" }.joined()
  }

  mutating func offer(_ found: [Candidate]) {
    candidates += found.map { Candidate(lead + $0.value, $0.summary) }
  }

  /// Offers what a value of this kind may be.
  mutating func offer(_ kind: CompletionKind, prefix: String) {
    switch kind {
    case .none, .commands: break
    case .files: paths = .files
    case .directories: paths = .directories
    case .live(let name): live = LiveNames(kind: name, prefix: prefix)
    case .choices(let choices):
      offer(choices.filter { $0.value.hasPrefix(prefix) }.map { Candidate($0.value, $0.summary) })
    }
  }
}
