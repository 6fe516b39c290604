import YAML

/// The keys that a mapping has, of those that it may have.
struct Fields<Key: FieldKey> {
  /// The mapping itself.
  let node: YAMLNode
  private var pairs: [Key: YAMLPair] = [:]

  /// Nil, and reported, if the node is no mapping. Reports keys that are unknown, refused, or without a value.
  /// - Parameter subject: what it is the value of, as in "'backoff' must be a mapping".
  init?(_ node: YAMLNode, _ subject: String, _ keys: Key.Type, _ reader: WorkflowReader) {
    guard let pairs = node.pairs else {
      reader.report(.wrongType, "\(subject) must be a mapping, not \(node.kind)", at: node)
      return nil
    }
    self.node = node
    for pair in pairs {
      guard let name = pair.key.scalar?.text, let key = Key(rawValue: name) else {
        Self.reportUnknown(pair.key, reader)
        continue
      }
      if reader.support.refuses(key) { reader.report(.notSupported, "'\(name)' is not supported yet", at: pair.key) }
      if pair.value.scalar?.value == .null {
        reader.report(.wrongType, "'\(name)' has no value", at: pair.key, hint: "give it one, or leave the key out")
      } else {
        self.pairs[key] = pair
      }
    }
  }

  /// The value of a key; nil if the file does not have it.
  subscript(key: Key) -> YAMLNode? { pairs[key]?.value }

  /// Where a key stands.
  func place(of key: Key) -> YAMLNode? { pairs[key]?.key }

  /// Whether the mapping has the key, even without a value.
  func isGiven(_ key: Key) -> Bool { (node.pairs ?? []).contains { $0.key.scalar?.text == key.rawValue } }

  /// The value of a key, or a report that it is missing.
  func required(_ key: Key, at place: YAMLNode? = nil, hint: String? = nil, _ reader: WorkflowReader) -> YAMLNode? {
    if let value = self[key] { return value }
    // A key without a value was reported as that.
    if !isGiven(key) {
      let start = (place ?? node).start
      reader.report(
        .missingKey, "\(Key.owner) needs '\(key.rawValue)'", from: start, to: place?.end, hint: hint)
    }
    return nil
  }

  private static func reportUnknown(_ node: YAMLNode, _ reader: WorkflowReader) {
    guard let name = node.scalar?.text else {
      reader.report(.wrongType, "a key must be text, not \(node.kind)", at: node)
      return
    }
    let list = Key.allCases.filter { !reader.support.refuses($0) }.map(\.rawValue).joined(separator: ", ")
    reader.report(
      .unknownKey, "unknown key '\(name)' in \(Key.owner)", at: node,
      hint: (meant(by: name).map { "did you mean '\($0)'? " } ?? "") + "\(Key.owner) may have: \(list)")
  }

  private static func meant(by name: String) -> String? {
    let nearest = Suggestion.nearest(
      to: name, among: Key.allCases.map(\.rawValue) + Key.otherNames.keys.sorted())
    return nearest.map { Key.otherNames[$0]?.rawValue ?? $0 }
  }
}
