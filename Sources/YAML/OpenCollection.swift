/// A sequence or mapping that has begun and not ended.
struct OpenCollection {
  let start: YAMLMark
  let anchor: String?
  let isMapping: Bool
  let isFlow: Bool
  /// Of a mapping, keys and values by turns.
  var items: [YAMLNode] = []

  /// The node it makes. A key given twice goes to `duplicates`, and its first value counts.
  func closed(at end: YAMLMark, file: String, duplicates: inout [YAMLError]) throws(YAMLError) -> YAMLNode {
    // libyaml ends a block collection where the next token begins, maybe many comments later.
    let end = isFlow ? end : items.last?.end ?? end
    guard isMapping else { return YAMLNode(.sequence(items), start: start, end: end) }
    var pairs: [YAMLPair] = []
    var merges: [YAMLNode] = []
    var places: [String: YAMLMark] = [:]
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      let pair = YAMLPair(key: items[index], value: items[index + 1])
      guard let key = pair.key.scalar else {
        pairs.append(pair)
        continue
      }
      if let first = places[key.text] {
        duplicates.append(
          YAMLError(
            code: .duplicateKey, message: "duplicate key '\(key.text.printable())', first given on line \(first.line)",
            file: file,
            place: pair.key.start, end: pair.key.end, related: first))
        continue
      }
      places[key.text] = pair.key.start
      if key.isMerge {
        merges = try sources(of: pair.value, file: file)
      } else {
        pairs.append(pair)
      }
    }
    for merge in merges {
      for pair in merge.pairs ?? [] {
        guard let key = pair.key.scalar?.text, places[key] == nil else { continue }
        places[key] = pair.key.start
        pairs.append(pair)
      }
    }
    return YAMLNode(.mapping(pairs), start: start, end: end)
  }

  /// The mappings that a `<<` brings in, the strongest first.
  private func sources(of value: YAMLNode, file: String) throws(YAMLError) -> [YAMLNode] {
    let sources = value.items ?? [value]
    for source in sources where source.pairs == nil {
      throw YAMLError(
        code: .badMerge, message: "'<<' takes a mapping or a list of mappings, not \(source.kind)", file: file,
        place: source.start)
    }
    return sources
  }
}

extension YAMLScalar {
  /// Whether as a key it brings in other mappings: `<<`, not in quotes.
  fileprivate var isMerge: Bool { text == "<<" && isPlain }
}
