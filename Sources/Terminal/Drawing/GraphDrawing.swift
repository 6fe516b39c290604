/// Draws a directed acyclic graph of tasks with the characters of a terminal.
///
/// Layers from top to bottom (Sugiyama's method: longest-path layers, barycentre ordering, then positions and routes), boxes
/// for tasks, and lines that meet only where the tasks at their ends are joined: a line that merely crosses another interrupts
/// it. What is too wide, or cannot be routed so, becomes an indented listing. Equal input gives equal output.
package enum GraphDrawing {
  /// Beyond this a drawing is no longer an overview, and the listing is.
  private static let maximumNodes = 150

  /// - Parameters:
  ///   - edges: pairs of indices into `nodes`: parent, child. Those that make no sense (out of range, to itself, closing a cycle)
  ///     are left out.
  ///   - width: in cells; the drawing is never wider.
  package static func draw(nodes: [GraphNode], edges: [(Int, Int)], width: Int, look: Look) -> [String] {
    let nodes = nodes.map { node in
      GraphNode(
        label: SafeText.line(node.label), status: node.status.map { SafeText.line($0) },
        detail: node.detail.map { SafeText.line($0) })
    }
    let graph = Graph(count: nodes.count, edges: edges)
    if nodes.count <= maximumNodes {
      for labelWidth in [40, 24, 16] {
        guard let canvas = drawing(nodes, graph, labelWidth: labelWidth, width: width, look) else { continue }
        return canvas.lines(look: look)
      }
    }
    return GraphListing.lines(nodes: nodes, graph: graph, width: width, look: look)
  }

  /// Nil if it does not fit or cannot be routed.
  private static func drawing(
    _ nodes: [GraphNode], _ graph: Graph, labelWidth: Int, width: Int, _ look: Look
  ) -> GraphCanvas? {
    let boxes = GraphBox.boxes(nodes, labelWidth: labelWidth, look: look)
    var whole = GraphCanvas()
    var (x, y, rowHeight) = (0, 0, 0)
    for component in graph.components {
      guard let part = canvas(component, graph, boxes), part.width <= width else { return nil }
      if x > 0, x + part.width > width { (x, y, rowHeight) = (0, y + rowHeight + 1, 0) }
      whole.place(part, x: x, y: y)
      x += part.width + 3
      rowHeight = max(rowHeight, part.height)
    }
    return whole
  }

  private static func canvas(_ component: [Int], _ graph: Graph, _ boxes: [GraphBox]) -> GraphCanvas? {
    var layers = GraphLayers(component, graph)
    layers.reduceCrossings()
    let nets = layers.layers.map { GraphNet.below($0, layers) }
    let widths = widths(layers, nets, boxes)
    let centers = GraphPlacement.centers(layers, widths: widths)
    var canvas = GraphCanvas()
    var y = 0
    for (index, layer) in layers.layers.enumerated() {
      let height = layer.compactMap { layers.vertices[$0].node }.map { boxes[$0].height }.max() ?? 1
      for vertex in layer {
        if let node = layers.vertices[vertex].node {
          boxes[node].draw(on: &canvas, x: centers[vertex] - widths[vertex] / 2, y: y, width: widths[vertex])
        } else {
          canvas.vertical(x: centers[vertex], from: y - 1, to: y + height)
        }
      }
      y += height
      guard index + 1 < layers.layers.count else { break }
      guard let gap = GraphGap(nets[index], centers: centers, widths: widths) else { return nil }
      gap.draw(on: &canvas, y: y)
      y += gap.height
    }
    return canvas
  }

  /// A box has room for all the nets that end at it, two cells for each.
  private static func widths(_ layers: GraphLayers, _ nets: [[GraphNet]], _ boxes: [GraphBox]) -> [Int] {
    var leaving = layers.vertices.map { _ in 0 }
    var entering = leaving
    for net in nets.joined() {
      for end in net.parents { leaving[end.vertex] += 1 }
      for end in net.children { entering[end.vertex] += 1 }
    }
    return layers.vertices.enumerated().map { index, vertex in
      vertex.node.map { max(boxes[$0].width, 2 * max(leaving[index], entering[index]) + 3) } ?? 1
    }
  }
}
