import Bench
import Terminal

/// A line of the table.
struct BenchRow: Sendable {
  var name: String
  var throughput: Throughput

  static var columns: [Column<BenchRow>] {
    [
      Column("measurement") { .text($0.name) },
      Column("runs", alignment: .right) { .count($0.throughput.runs) },
      Column("per_second", header: "RUNS/S", alignment: .right) { .count(Int($0.throughput.perSecond)) },
      Column("client_cpu", header: "CLIENT CPU", alignment: .right) { $0.microseconds(\.clientTime) },
      Column("server_cpu", header: "SERVER CPU", alignment: .right) { $0.microseconds(\.serverTime) },
      Column("commits", header: "COMMITS/S", alignment: .right) { row in
        .count(row.throughput.cost.map { Int($0.perSecond($0.commits)) })
      },
      Column("wal", header: "WAL/RUN", alignment: .right) { row in
        .bytes(row.throughput.cost.map { Int($0.perRun($0.walBytes)) })
      },
      Column("rows", header: "ROWS/RUN", alignment: .right) { row in
        .text(row.throughput.cost.map { decimal($0.perRun($0.rows), 1) } ?? "")
      },
      Column("statements", header: "STATEMENTS/RUN", alignment: .right) { row in
        .text(row.throughput.cost.map { decimal($0.perRun($0.statements), 3) } ?? "")
      },
    ]
  }

  /// Per run.
  private func microseconds(_ part: (Cost) -> Double?) -> Field {
    guard let cost = throughput.cost else { return .text("") }
    return .text(part(cost).map { "\(Self.decimal(cost.perRun($0) * 1e6, 1)) µs" } ?? "unknown")
  }

  static func milliseconds(_ value: Double) -> String { decimal(value, value < 10 ? 2 : value < 100 ? 1 : 0) }

  static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    return sign + String(whole) + "." + String(String(Int(scale) + rest).dropFirst())
  }
}
