/// What an evaluation may still use.
struct Budget {
  private var steps: Int
  private var depth = 0
  let size: Int

  /// Lists in lists: what a comparison or a text of them may go down. JSON has 512 at most.
  private static let depthLimit = 1024

  init(_ limits: ExpressionLimits) {
    steps = limits.steps
    size = limits.size
  }

  @inline(__always)
  mutating func spend(_ count: Int) throws(Failure) {
    steps -= count
    if steps < 0 { throw Self.exhausted }
  }

  /// For bytes that are looked at or copied.
  @inline(__always)
  mutating func spend(bytes: Int) throws(Failure) { try spend(bytes >> 5) }

  /// Before a text or list of that size is made.
  mutating func make(bytes: Int) throws(Failure) {
    guard bytes <= size else { throw Failure(.limit, "the result is too large", hint: "at most \(size) bytes") }
    try spend(bytes: bytes)
  }

  mutating func make(elements: Int) throws(Failure) {
    guard elements <= size else { throw Failure(.limit, "the result is too large", hint: "at most \(size) elements") }
    try spend(elements)
  }

  /// Into a list or map in another.
  mutating func enter() throws(Failure) {
    depth += 1
    if depth > Self.depthLimit { throw Failure(.limit, "lists and maps are too deep in each other") }
  }

  mutating func leave() { depth -= 1 }

  private static var exhausted: Failure {
    Failure(.limit, "the expression takes too many steps", hint: "make it look at fewer elements or shorter texts")
  }
}
