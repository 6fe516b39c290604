import Terminal
import Testing

/// What the drawings look like is in `Golden/graph-*.txt`.
struct GraphDrawingTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    /// `label status detail`, the last two optional.
    var nodes: [String]
    var edges: [(Int, Int)]
    var width = 80
    var look = Look()

    var testDescription: String { name }

    var lines: [String] {
      GraphDrawing.draw(
        nodes: nodes.map { text in
          let words = text.split(separator: " ", maxSplits: 2).map { String($0) }
          return GraphNode(
            label: words[0], status: words.count > 1 ? words[1] : nil, detail: words.count > 2 ? words[2] : nil)
        },
        edges: edges, width: width, look: look)
    }
  }

  static let report = [
    "extract completed 1.2s", "sections completed 310ms", "most-depended failed 2.1s ×4", "maintainers running 12s",
    "report waiting",
  ]
  static let reportEdges = [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)]

  static let shapes = [
    Shape(name: "one", nodes: ["hello completed 8ms"], edges: []),
    Shape(
      name: "chain", nodes: ["fetch completed 1.2s", "transform-everything running 3s", "load queued"],
      edges: [(0, 1), (1, 2)]),
    Shape(
      name: "diamond", nodes: ["a completed 1s", "left completed 1m 5s", "right skipped", "z completed 2s"],
      edges: [(0, 1), (0, 2), (1, 3), (2, 3)]),
    Shape(name: "report", nodes: report, edges: reportEdges),
    Shape(name: "report-ascii", nodes: report, edges: reportEdges, look: Look(isUnicode: false)),
    Shape(name: "report-color", nodes: report, edges: reportEdges, look: Look(hasColor: true)),
    Shape(name: "report-narrow", nodes: report, edges: reportEdges, width: 50),
    Shape(
      name: "plain", nodes: ["extract", "sections", "maintainers", "report"], edges: [(0, 1), (0, 2), (1, 3), (2, 3)]),
    Shape(
      name: "components",
      nodes: [
        "a completed 1s", "b completed 1s", "c queued", "alone running 5s", "another-one-alone cancelled",
        "sixth queued", "seventh queued",
      ], edges: [(0, 1), (2, 1)]),
    Shape(
      name: "skip-layer", nodes: ["a completed 1s", "b completed 2s", "c completed 3s", "d queued"],
      edges: [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2)]),
    Shape(
      name: "crossing", nodes: ["a queued", "b queued", "c queued", "x queued", "y queued", "z queued"],
      edges: [(0, 3), (0, 4), (1, 3), (1, 5), (2, 4), (2, 5)]),
    Shape(
      name: "bipartite", nodes: ["a queued", "b queued", "x queued", "y queued", "z queued"],
      edges: [(0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4)]),
    Shape(
      name: "overlapping", nodes: ["a queued", "b queued", "both queued", "only-a queued", "only-b queued"],
      edges: [(0, 2), (0, 3), (1, 2), (1, 4)]),
    Shape(
      name: "late-root",
      nodes: ["a completed 1s", "b completed 1s", "c completed 1s", "config completed 1s", "end queued"],
      edges: [(0, 1), (1, 2), (2, 4), (3, 4)]),
    Shape(
      name: "pipeline",
      nodes: [
        "checkout completed 2s", "lint completed 9s", "build completed 1m 40s", "unit failed 12s ×2",
        "integration running 30s", "package queued", "sign waiting", "publish queued", "notify queued",
      ], edges: [(0, 1), (0, 2), (2, 3), (2, 4), (2, 5), (5, 6), (1, 7), (3, 7), (4, 7), (6, 7), (7, 8)], width: 100),
    Shape(
      name: "wide", nodes: ["split completed 1s"] + (1...12).map { "shard-\($0) completed \($0)s" } + ["merge queued"],
      edges: (1...12).flatMap { [(0, $0), ($0, 13)] }),
    Shape(
      name: "wide-characters", nodes: ["抽出 completed 1.2s", "集計🎉 failed 3s", "é queued"], edges: [(0, 1), (0, 2)]),
  ]

  @Test(arguments: shapes) func looksAsInItsFile(shape: Shape) throws {
    let lines = shape.lines
    try Golden.expect(lines, "graph-\(shape.name)")
  }
}
