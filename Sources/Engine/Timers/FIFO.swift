/// A queue in an array: what has been taken out is dropped when it makes up half of it.
struct FIFO<Element> {
  private var elements: [Element] = []
  private var taken = 0

  var first: Element? { taken < elements.count ? elements[taken] : nil }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func removeFirst() {
    taken += 1
    guard taken > 64, 2 * taken > elements.count else { return }
    elements.removeFirst(taken)
    taken = 0
  }
}

extension FIFO: Sendable where Element: Sendable {}
