package import YAML

extension WorkflowError {
  /// The input that a cron of a workflow gives its runs breaks the workflow's `input_schema`: at its place in the file that
  /// declares both.
  /// - Parameters:
  ///   - index: which cron, by its place in the list.
  ///   - violation: as the database puts it: `input.rows[2]: must be of type integer, not string`.
  package init(
    inputOf cron: CronTrigger, at index: Int, of workflow: String, breaks violation: String, in source: SourceText
  ) {
    let documents = (try? YAMLStream(source))?.documents ?? []
    let declared = documents.first { $0["name"]?.scalar?.text == workflow }?["triggers"]?["cron"]?.items
    let item = declared.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    let path = violation.prefix(upTo: violation.firstRange(of: ": ")?.lowerBound ?? violation.endIndex)
    let node = item.map { item in item["input"].map { Self.node(at: path.dropFirst("input".count), in: $0) } ?? item }
    let start = node?.start ?? YAMLMark(line: 1, column: 1)
    self.init(
      code: .invalidValue, message: "the input of cron '\(cron.name)': \(violation)".printable(),
      hint: "the input_schema of workflow '\(workflow)' says so", file: source.file, line: start.line,
      column: start.column, excerpt: SourceExcerpt(source, from: start, to: node?.end))
  }

  /// What `.rows[2]` leads to, as far as there is something.
  private static func node(at path: Substring, in node: YAMLNode) -> YAMLNode {
    if path.first == "[", let end = path.firstIndex(of: "]"),
      let place = Int(path[path.index(after: path.startIndex)..<end]),
      let items = node.items, items.indices.contains(place)
    {
      return self.node(at: path[path.index(after: end)...], in: items[place])
    }
    // A name may hold dots and brackets: the longest that fits is meant.
    let rest = path.dropFirst()
    let fitting = (node.pairs ?? []).filter { pair in
      guard path.first == ".", let name = pair.key.scalar?.text, rest.hasPrefix(name) else { return false }
      return rest.count == name.count || [".", "["].contains(rest[rest.index(rest.startIndex, offsetBy: name.count)])
    }
    let name = { (pair: YAMLPair) in pair.key.scalar?.text.count ?? 0 }
    guard let next = fitting.max(by: { name($0) < name($1) }) else { return node }
    return self.node(at: rest.dropFirst(name(next)), in: next.value)
  }
}
