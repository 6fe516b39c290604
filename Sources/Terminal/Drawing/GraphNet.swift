/// Edges that share a line: each of the parents is joined with each of the children.
struct GraphNet: Sendable {
  struct End: Sendable {
    var vertex: Int
    /// Where the line leaves or enters the vertex.
    var column = 0
  }

  var parents: [End]
  var children: [End]
  /// The row of its horizontal line, from 0; nil for a line straight down.
  var row: Int?

  /// The columns of its horizontal line; nil for a line straight down.
  var span: ClosedRange<Int>? {
    let columns = (parents + children).map(\.column)
    guard let low = columns.min(), let high = columns.max(), low < high else { return nil }
    return low...high
  }

  mutating func move(_ side: WritableKeyPath<GraphNet, [End]>, _ vertex: Int, to column: Int) {
    for index in self[keyPath: side].indices where self[keyPath: side][index].vertex == vertex {
      self[keyPath: side][index].column = column
    }
  }

  /// The nets below a layer: parents with the same children together, or children with the same parents, whichever takes fewer.
  static func below(_ layer: [Int], _ layers: GraphLayers) -> [GraphNet] {
    let next = Array(Set(layer.flatMap { layers.vertices[$0].children })).sorted()
    let byParents = grouped(layer) { layers.vertices[$0].children.sorted() }.map { GraphNet($0.members, $0.key) }
    let byChildren = grouped(next) { layers.vertices[$0].parents.sorted() }.map { GraphNet($0.key, $0.members) }
    return byChildren.count < byParents.count ? byChildren : byParents
  }

  private init(_ parents: [Int], _ children: [Int]) {
    self.parents = parents.map { End(vertex: $0) }
    self.children = children.map { End(vertex: $0) }
  }

  /// Vertices with equal keys, in order of the first of each; those with an empty key are left out.
  private static func grouped(_ vertices: [Int], by key: (Int) -> [Int]) -> [(key: [Int], members: [Int])] {
    var groups: [(key: [Int], members: [Int])] = []
    for vertex in vertices {
      let ends = key(vertex)
      if ends.isEmpty { continue }
      if let index = groups.firstIndex(where: { $0.key == ends }) {
        groups[index].members.append(vertex)
      } else {
        groups.append((ends, [vertex]))
      }
    }
    return groups
  }
}
