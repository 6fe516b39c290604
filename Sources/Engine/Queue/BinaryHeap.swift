/// A binary heap, the least element on top.
struct BinaryHeap<Element: Comparable> {
  private(set) var elements: [Element] = []

  init() {}

  /// In linear time.
  init(_ elements: [Element]) {
    self.elements = elements
    for index in stride(from: elements.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  var count: Int { elements.count }

  var first: Element? { elements.first }

  mutating func push(_ element: Element) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard element < elements[parent] else { break }
      elements[index] = elements[parent]
      index = parent
    }
    elements[index] = element
  }

  @discardableResult
  mutating func pop() -> Element? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty {
      elements[0] = last
      sink(0)
    }
    return first
  }

  /// Puts another element in the place of the first: a pop and a push in one pass.
  mutating func replaceFirst(with element: Element) {
    elements[0] = element
    sink(0)
  }

  /// The least elements in order, at most so many of those that count: a walk from the top along a heap of places. Where
  /// few of them count it gives up early.
  func least(_ limit: Int, where counts: (Element) -> Bool) -> [Element] {
    var found: [Element] = []
    var edge = BinaryHeap<Place>(elements.prefix(1).map { Place(element: $0, index: 0) })
    var looks = 4 * limit
    while found.count < limit, looks > 0, let place = edge.pop() {
      looks -= 1
      if counts(place.element) { found.append(place.element) }
      for child in [2 * place.index + 1, 2 * place.index + 2] where child < elements.count {
        edge.push(Place(element: elements[child], index: child))
      }
    }
    return found
  }

  private struct Place: Comparable {
    var element: Element
    var index: Int

    static func < (one: Place, other: Place) -> Bool { one.element < other.element }
    static func == (one: Place, other: Place) -> Bool { one.index == other.index }
  }

  private mutating func sink(_ start: Int) {
    let element = elements[start]
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < element else { break }
      elements[index] = elements[child]
      index = child
    }
    elements[index] = element
  }
}

extension BinaryHeap: Sendable where Element: Sendable {}
