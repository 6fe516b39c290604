import Arguments

/// What the Tab key does to a line: the ends that the line may have.
struct LineCompletion: Equatable {
  struct Candidate: Equatable {
    /// What takes the place of the word that is being typed, quoted as that word is.
    var insertion: String
    /// What is shown in the list.
    var shown: String
    var summary = ""
    /// More of the same word follows: a directory, an option's `=`.
    var isPartial = false
  }

  /// The line before the word.
  var head: String
  /// Sorted, each once.
  var candidates: [Candidate]

  /// - Parameters:
  ///   - line: the line up to the cursor.
  ///   - ask: the host's answer for the words so far, the last of which is being typed.
  init(_ line: String, ask: ([String]) -> Completion?) {
    head = line
    candidates = []
    let start = Self.commandStart(line)
    let text = line[start...]
    if text.first == "\\" {
      completeMeta(line, text)
      return
    }
    let scan = LineWords(text)
    guard scan.open != .comment, scan.open != .backslash, !Assembler.beginsSQL(text) else { return }
    let typed = scan.isTyping ? scan.words.last : nil
    let word = typed ?? LineWords.Word(start: line.endIndex)
    var words = scan.texts + (typed == nil ? [""] : [])
    if words.first == "hatchet", words.count > 1 { words.removeFirst() }
    guard let completion = ask(words) else { return }
    complete(line, word, completion.candidates.map { ($0.value, $0.summary) }, completion.paths)
  }

  /// The longest beginning that all ends have in common.
  var common: String {
    var common = candidates.first?.insertion ?? ""
    for candidate in candidates.dropFirst() { common = Self.commonPrefix(common, candidate.insertion) }
    // Not to leave half of an escaped character.
    let backslashes = common.reversed().prefix { $0 == "\\" }.count
    return backslashes.isMultiple(of: 2) || candidates.count == 1 ? common : String(common.dropLast())
  }

  private mutating func completeMeta(_ line: String, _ text: Substring) {
    let name = text.dropFirst().prefix { !$0.isWhitespace }
    if name.endIndex == text.endIndex {
      head = String(line[..<text.startIndex])
      candidates = MetaCommand.all.filter { $0.name.hasPrefix(name) }.map {
        Candidate(insertion: "\\" + $0.name, shown: "\\" + $0.name, summary: $0.summary)
      }
    } else if let command = MetaCommand.all.first(where: { $0.name == name }) {
      let scan = LineWords(text[name.endIndex...])
      let typed = scan.isTyping ? scan.words.last : nil
      complete(line, typed ?? LineWords.Word(start: line.endIndex), [], command.paths)
    }
  }

  private mutating func complete(
    _ line: String, _ word: LineWords.Word, _ found: [(value: String, summary: String)], _ paths: Completion.Paths
  ) {
    head = String(line[..<word.start])
    var ends = found.map { value, summary in
      Candidate(
        insertion: LineWords.quoted(value, word.quote), shown: value, summary: summary, isPartial: value.hasSuffix("="))
    }
    // `--file=NAME` and `@NAME` have their name further on.
    var lead = word.text[..<word.text.startIndex]
    if word.text.hasPrefix("--"), let equals = word.text.firstIndex(of: "=") { lead = word.text[...equals] }
    if word.text[lead.endIndex...].hasPrefix("@") { lead = word.text[...lead.endIndex] }
    ends += PathCompletion.paths(beginning: String(word.text[lead.endIndex...]), paths).map { path in
      Candidate(
        insertion: LineWords.quoted(lead + path, word.quote), shown: PathCompletion.shown(path),
        isPartial: path.hasSuffix("/"))
    }
    var seen: Set<String> = []
    candidates = ends.filter { seen.insert($0.insertion).inserted }.sorted { $0.insertion < $1.insertion }
    for index in candidates.indices where candidates[index].isPartial && word.quote != nil {
      candidates[index].insertion.removeLast()
    }
  }

  /// Several lines may stand in one buffer: where the last command begins.
  private static func commandStart(_ line: String) -> String.Index {
    var rest = line[...].drop(while: \.isWhitespace)
    while true {
      let end = LineWords(rest).end
      guard end < rest.endIndex else { return rest.startIndex }
      rest = rest[end...].drop(while: \.isWhitespace)
    }
  }

  private static func commonPrefix(_ one: String, _ other: String) -> String {
    String(zip(one, other).prefix { $0 == $1 }.map(\.0))
  }
}
