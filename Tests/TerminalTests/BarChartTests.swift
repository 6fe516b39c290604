import Terminal
import Testing

struct BarChartTests {
  static let bars = [
    BarChart.Bar(label: "libs", value: 812.5, text: "812 MB"),
    BarChart.Bar(label: "development-and-more", value: 406, text: "406 MB"),
    BarChart.Bar(label: "日本", value: 1, text: "1 MB"),
    BarChart.Bar(label: "none", value: 0, text: "0 MB"),
  ]

  @Test func looksAsInItsFile() throws {
    try Golden.expect(
      BarChart.lines(Self.bars, width: 60, look: Look())
        + BarChart.lines(Self.bars, width: 60, look: Look(isUnicode: false)),
      "bars")
  }

  @Test func fitsAndNeverTraps() {
    let odd = [Double.nan, .infinity, -.infinity, -5, 0, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    for width in [20, 40, 200] {
      for values in [odd, [0, 0], [-1], [.nan], []] {
        let lines = BarChart.lines(
          values.map { BarChart.Bar(label: "label", value: $0, text: "text") }, width: width, look: Look())
        #expect(lines.count == values.count)
        #expect(lines.allSatisfy { CellWidth.of($0) <= width })
      }
    }
  }
}
