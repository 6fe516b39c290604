/// One page of section 1 of the manual, as mdoc.
package struct ManualPage: Sendable, Equatable {
  /// "hatchet-runs-list.1"
  package let file: String
  package let text: String
}

extension TreeDescription {
  /// A page for every command and group that is not hidden, and one for the program that lists them.
  /// - Parameter date: the day that the pages bear, as mdoc wants it: "August 1, 2026".
  package func manualPages(date: String) -> [ManualPage] {
    shown.map { path, node in
      var writer = ManualWriter(tree: self, path: path, node: node)
      writer.write(date: date)
      return ManualPage(file: writer.pageName + ".1", text: writer.lines.map { $0 + "\n" }.joined())
    }
  }
}
