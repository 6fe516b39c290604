/// Where each vertex stands: the column of its centre.
enum GraphPlacement {
  /// Blank cells between neighbours.
  private static let gap = 2
  /// A bend that leaves its column costs more than a box that does: long lines should be straight.
  private static let bendWeight = 6.0

  /// - Parameter widths: of all vertices, odd. The leftmost cell of all is 0.
  static func centers(_ layers: GraphLayers, widths: [Int]) -> [Int] {
    var centers = Array(repeating: 0, count: widths.count)
    for layer in layers.layers {
      settle(layer, widths, wanted: layer.map { _ in 0 }, weights: layer.map { _ in 1 }, &centers)
    }
    for sweep in 0..<16 {
      let isDown = sweep.isMultiple(of: 2)
      for layer in isDown ? layers.layers : layers.layers.reversed() {
        adjust(layer, layers, widths, isDown: isDown, &centers)
      }
    }
    for _ in 0..<3 { polish(layers, widths, &centers) }
    let left = centers.indices.map { centers[$0] - widths[$0] / 2 }.min() ?? 0
    return centers.map { $0 - left }
  }

  private static func adjust(
    _ layer: [Int], _ layers: GraphLayers, _ widths: [Int], isDown: Bool, _ centers: inout [Int]
  ) {
    let wanted = layer.map { vertex in
      let parents = middle(layers.vertices[vertex].parents, centers)
      let children = middle(layers.vertices[vertex].children, centers)
      return (isDown ? parents ?? children : children ?? parents) ?? Double(centers[vertex])
    }
    let weights = layer.map { layers.vertices[$0].node == nil ? bendWeight : 1 }
    settle(layer, widths, wanted: wanted, weights: weights, &centers)
  }

  /// The sweeps settle for averages. Here each vertex, as far as its neighbours let it, takes the one column that makes its own
  /// lines right: the middle of several parents or children, or the column of a sole neighbour.
  private static func polish(_ layers: GraphLayers, _ widths: [Int], _ centers: inout [Int]) {
    for layer in layers.layers {
      for (index, vertex) in layer.enumerated() {
        guard let column = ideal(layers.vertices[vertex], layers, centers) else { continue }
        var allowed = Int.min...Int.max
        if index > 0 {
          let left = layer[index - 1]
          allowed = (centers[left] + distance(left, vertex, widths))...Int.max
        }
        if index + 1 < layer.count {
          let right = layer[index + 1]
          allowed = allowed.lowerBound...(centers[right] - distance(vertex, right, widths))
        }
        centers[vertex] = min(max(column, allowed.lowerBound), allowed.upperBound)
      }
    }
  }

  private static func ideal(_ vertex: GraphLayers.Vertex, _ layers: GraphLayers, _ centers: [Int]) -> Int? {
    let parents = middle(vertex.parents, centers).map { Int($0.rounded(.down)) }
    let children = middle(vertex.children, centers).map { Int($0.rounded(.down)) }
    switch (vertex.parents.count, vertex.children.count) {
    case (2..., 0...1): return parents
    case (0...1, 2...): return children
    case (1, _) where layers.vertices[vertex.parents[0]].children.count == 1: return parents
    case (_, 1) where layers.vertices[vertex.children[0]].parents.count == 1: return children
    default: return nil
    }
  }

  private static func distance(_ left: Int, _ right: Int, _ widths: [Int]) -> Int {
    widths[left] / 2 + widths[right] / 2 + 1 + gap
  }

  /// Halfway between the outermost: a bus looks right when its stem is in its middle. If one of them stands near there, right
  /// at it: then the line goes straight through.
  private static func middle(_ vertices: [Int], _ centers: [Int]) -> Double? {
    let columns = vertices.map { centers[$0] }.sorted()
    guard let low = columns.first, let high = columns.last else { return nil }
    let median = columns[columns.count / 2]
    if !columns.count.isMultiple(of: 2), abs(2 * median - low - high) <= 8 { return Double(median) }
    return Double(low + high) / 2
  }

  /// The places nearest to the wanted ones (least squares) that keep order and distance: with the distances taken off, that is
  /// an isotonic regression, done by pooling neighbours that are in each other's way.
  private static func settle(
    _ layer: [Int], _ widths: [Int], wanted: [Double], weights: [Double], _ centers: inout [Int]
  ) {
    var offsets: [Int] = []
    for (index, vertex) in layer.enumerated() {
      guard index > 0, let last = offsets.last else {
        offsets.append(0)
        continue
      }
      offsets.append(last + distance(layer[index - 1], vertex, widths))
    }
    var pools: [(sum: Double, weight: Double, count: Int)] = []
    for index in layer.indices {
      var pool = (sum: (wanted[index] - Double(offsets[index])) * weights[index], weight: weights[index], count: 1)
      while let last = pools.last, last.sum / last.weight >= pool.sum / pool.weight {
        pools.removeLast()
        pool = (pool.sum + last.sum, pool.weight + last.weight, pool.count + last.count)
      }
      pools.append(pool)
    }
    var index = 0
    for pool in pools {
      let place = Int((pool.sum / pool.weight).rounded(.toNearestOrAwayFromZero))
      for _ in 0..<pool.count {
        centers[layer[index]] = place + offsets[index]
        index += 1
      }
    }
  }
}
