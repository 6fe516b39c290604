import Terminal

/// The list that the second Tab shows.
enum CompletionList {
  /// - Parameters:
  ///   - width: of the screen, in cells.
  ///   - height: of the screen; the list leaves the prompt on it.
  static func lines(_ candidates: [LineCompletion.Candidate], width: Int, height: Int) -> [String] {
    let names = candidates.map { SafeText.line($0.shown) }
    let cells = names.map { CellWidth.of($0) }.max() ?? 0
    let lines =
      candidates.contains { !$0.summary.isEmpty }
      ? described(candidates, names, cells, width) : columns(names, cells, width)
    let room = max(4, height - 2)
    guard lines.count > room else { return lines }
    return lines.prefix(room - 1) + ["… and \(lines.count - room + 1) more lines: type some more, then Tab again"]
  }

  private static func described(
    _ candidates: [LineCompletion.Candidate], _ names: [String], _ cells: Int, _ width: Int
  ) -> [String] {
    zip(candidates, names).map { candidate, name in
      let text = Fitting.pad(name, to: cells) + "  " + SafeText.line(candidate.summary)
      return Fitting.truncate(candidate.summary.isEmpty ? name : text, to: max(1, width - 1))
    }
  }

  /// As `ls` lays them out: down, then right.
  private static func columns(_ names: [String], _ cells: Int, _ width: Int) -> [String] {
    let columns = max(1, (width + 1) / (cells + 2))
    let rows = (names.count + columns - 1) / columns
    return (0..<rows).map { row in
      let line = stride(from: row, to: names.count, by: max(1, rows)).map { names[$0] }
      return line.dropLast().map { Fitting.pad($0, to: cells) + "  " }.joined() + (line.last ?? "")
    }
  }
}
