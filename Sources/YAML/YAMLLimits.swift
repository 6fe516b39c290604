/// How much one text may hold: a text of a few hundred bytes can otherwise stand for billions of values.
package struct YAMLLimits: Sendable {
  /// Of the text itself.
  package var bytes: Int
  /// Values, keys included, aliases counted each time.
  package var nodes: Int
  /// Bytes of scalars, aliases counted each time.
  package var expandedBytes: Int
  /// Collections within collections.
  package var depth: Int

  package init(
    bytes: Int = 4 << 20, nodes: Int = 400_000, expandedBytes: Int = 16 << 20, depth: Int = 256
  ) {
    self.bytes = bytes
    self.nodes = nodes
    self.expandedBytes = expandedBytes
    self.depth = depth
  }
}
