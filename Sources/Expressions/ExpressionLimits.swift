/// What bounds an expression, so that none can hang or crash the process that evaluates it.
package struct ExpressionLimits: Hashable, Sendable {
  /// Bytes of the source.
  package var source: Int
  /// Operations in each other, which is also how deep the stack goes.
  package var depth: Int
  /// Operations of one evaluation. An element of a list and 32 bytes of text count as one, too, so that this bounds the
  /// memory as well: a million steps take some 50 ms and 32 MB at most.
  package var steps: Int
  /// Elements of a list or map, or bytes of a text, that an operation may make.
  package var size: Int

  package init(source: Int = 65_536, depth: Int = 160, steps: Int = 1_000_000, size: Int = 1 << 20) {
    self.source = source
    self.depth = depth
    self.steps = steps
    self.size = size
  }

  package static let standard = ExpressionLimits()
}
