/// The nodes of one component in layers, so that each edge goes from a layer to the next: where an edge is longer, a bend
/// (a vertex without a node) stands in each layer that it passes.
struct GraphLayers: Sendable {
  struct Vertex: Sendable {
    /// Nil for a bend.
    var node: Int?
    var parents: [Int] = []
    var children: [Int] = []
  }

  private(set) var vertices: [Vertex] = []
  /// From top to bottom, each from left to right.
  private(set) var layers: [[Int]] = []

  init(_ component: [Int], _ graph: Graph) {
    let depth = GraphLayers.depths(component, graph)
    layers = Array(repeating: [], count: (component.map { depth[$0, default: 0] }.max() ?? 0) + 1)
    var vertexOf: [Int: Int] = [:]
    for node in GraphLayers.depthFirst(component, graph) {
      vertexOf[node] = add(Vertex(node: node), layer: depth[node, default: 0])
    }
    for node in component {
      for child in graph.children[node] {
        guard var last = vertexOf[node], let end = vertexOf[child] else { continue }
        for layer in (depth[node, default: 0] + 1)..<max(depth[child, default: 0], depth[node, default: 0] + 1) {
          let bend = add(Vertex(node: nil), layer: layer)
          join(last, bend)
          last = bend
        }
        join(last, end)
      }
    }
  }

  /// Sorts each layer by the mean place of its neighbours, up and down, and keeps the best that came by.
  mutating func reduceCrossings() {
    var best = layers
    var fewest = crossings
    for sweep in 0..<12 where fewest > 0 {
      let isDown = sweep.isMultiple(of: 2)
      for index in isDown ? Array(layers.indices) : layers.indices.reversed() {
        sort(index, by: isDown ? \.parents : \.children)
      }
      let count = crossings
      guard count < fewest else { continue }
      fewest = count
      best = layers
    }
    layers = best
  }

  /// How often edges between neighbouring layers cross.
  var crossings: Int {
    let place = places
    return layers.reduce(0) { sum, layer in
      let ends = layer.flatMap { vertex in vertices[vertex].children.map { (place[vertex], place[$0]) } }
      var count = 0
      for (index, first) in ends.enumerated() {
        for second in ends[(index + 1)...] where (first.0 - second.0) * (first.1 - second.1) < 0 { count += 1 }
      }
      return sum + count
    }
  }

  private var places: [Int] {
    var place = Array(repeating: 0, count: vertices.count)
    for layer in layers {
      for (index, vertex) in layer.enumerated() { place[vertex] = index }
    }
    return place
  }

  private mutating func sort(_ index: Int, by neighbours: KeyPath<Vertex, [Int]>) {
    let place = places
    let layer = layers[index]
    let keys = layer.map { vertex in
      let ends = vertices[vertex][keyPath: neighbours]
      // Without neighbours on that side a vertex stays where it is.
      return ends.isEmpty ? Double(place[vertex]) : Double(ends.reduce(0) { $0 + place[$1] }) / Double(ends.count)
    }
    layers[index] = layer.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { layer[$0] }
  }

  private mutating func add(_ vertex: Vertex, layer: Int) -> Int {
    vertices.append(vertex)
    layers[layer].append(vertices.count - 1)
    return vertices.count - 1
  }

  private mutating func join(_ parent: Int, _ child: Int) {
    vertices[parent].children.append(child)
    vertices[child].parents.append(parent)
  }

  /// The longest path from a root; a root itself stands right above its highest child, where its edges are shortest.
  private static func depths(_ component: [Int], _ graph: Graph) -> [Int: Int] {
    var depth: [Int: Int] = [:]
    let members = Set(component)
    let order = graph.topologicalOrder.filter { members.contains($0) }
    for node in order { depth[node] = (graph.parents[node].compactMap { depth[$0] }.max() ?? -1) + 1 }
    for node in order where graph.parents[node].isEmpty {
      if let highest = graph.children[node].compactMap({ depth[$0] }).min() { depth[node] = highest - 1 }
    }
    return depth
  }

  /// From the roots down: siblings and what follows from them stand together from the start.
  private static func depthFirst(_ component: [Int], _ graph: Graph) -> [Int] {
    var seen = Set<Int>()
    var order: [Int] = []
    for root in component where graph.parents[root].isEmpty {
      var stack = [root]
      while let node = stack.popLast() {
        guard seen.insert(node).inserted else { continue }
        order.append(node)
        stack.append(contentsOf: graph.children[node].sorted().reversed())
      }
    }
    return order
  }
}
