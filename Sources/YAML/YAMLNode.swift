/// One value of a document, aliases and merges resolved, and where it stands.
///
/// What an alias brings in stands where the alias is; what is inside it, where it was written.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In the order of the file; no two scalar keys have the same text.
    case mapping([YAMLPair])
  }

  package let content: Content
  /// Its first character.
  package internal(set) var start: YAMLMark
  /// The place after its last character.
  package internal(set) var end: YAMLMark
  /// What it and all in it amount to, aliases counted each time.
  let size: Size

  struct Size: Sendable {
    var nodes = 1
    var bytes = 0
    var height = 1

    mutating func add(_ child: Size) {
      nodes += child.nodes
      bytes += child.bytes
      height = Swift.max(height, child.height + 1)
    }
  }

  init(_ content: Content, start: YAMLMark, end: YAMLMark) {
    self.content = content
    self.start = start
    self.end = end
    var size = Size()
    switch content {
    case .scalar(let scalar): size.bytes = scalar.text.utf8.count
    case .sequence(let items): for item in items { size.add(item.size) }
    case .mapping(let pairs):
      for pair in pairs {
        size.add(pair.key.size)
        size.add(pair.value.size)
      }
    }
    self.size = size
  }

  /// The scalar, if it is one.
  package var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The items, if it is a sequence.
  package var items: [YAMLNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The pairs, if it is a mapping.
  package var pairs: [YAMLPair]? {
    if case .mapping(let pairs) = content { pairs } else { nil }
  }

  /// The value of a mapping's key; nil if there is none or this is no mapping.
  package subscript(key: String) -> YAMLNode? {
    pairs?.first { $0.key.scalar?.text == key }?.value
  }

  /// What it is, as an error message would say it: "a list", "a whole number".
  package var kind: String {
    switch content {
    case .scalar(let scalar): scalar.value.kind
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A key of a mapping and its value.
package struct YAMLPair: Sendable {
  package let key: YAMLNode
  package let value: YAMLNode

  package init(key: YAMLNode, value: YAMLNode) {
    self.key = key
    self.value = value
  }
}
