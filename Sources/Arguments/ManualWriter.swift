/// Writes the page of one command. The sections stand in the order that mdoc(7) wants.
struct ManualWriter {
  let tree: TreeDescription
  let path: [String]
  let node: CommandNode
  private(set) var lines: [String] = []

  init(tree: TreeDescription, path: [String], node: CommandNode) {
    self.tree = tree
    self.path = path
    self.node = node
  }

  var pageName: String { ([tree.name] + path).joined(separator: "-") }

  mutating func write(date: String) {
    lines = [".Dd \(date)", ".Dt \(Roff.argument(pageName.uppercased())) 1", ".Os"]
    lines += [".Sh NAME", ".Nm \(Roff.argument(pageName))", ".Nd \(Roff.text(node.about.summary))"]
    writeSynopsis()
    writeDescription()
    writeOptions()
    let variables =
      path.isEmpty ? tree.environment : (node.parameters + tree.globals).compactMap(TreeDescription.variable)
    writeTable("ENVIRONMENT", variables, ".Ev")
    writeTable("FILES", tree.references.files, ".Pa")
    writeTable("EXIT STATUS", tree.references.exitStatus, nil)
    writeExamples()
    writeSeeAlso()
  }

  private mutating func writeSynopsis() {
    lines += [".Sh SYNOPSIS", ".Nm \(Roff.argument(([tree.name] + path).joined(separator: " ")))"]
    if !tree.globals.isEmpty { lines.append(".Op Ar global\\~options") }
    if !node.children.isEmpty { lines.append(node.isCommand ? ".Op Ar command" : ".Ar command") }
    for parameter in node.parameters where !parameter.isPositional && parameter.visibility == .shown {
      lines.append(".Op \(macro(parameter))")
    }
    for parameter in node.parameters where parameter.isPositional && parameter.visibility == .shown {
      lines.append("." + synopsis(parameter))
    }
  }

  private mutating func writeDescription() {
    lines += [".Sh DESCRIPTION"] + Roff.lines(node.about.summary + ".")
    if !node.about.discussion.isEmpty {
      lines.append(".Pp")
      write(Prose.parse(node.about.discussion))
    }
    for section in node.sections {
      let nodes = section.nodes.filter { $0.visibility != .hidden }
      guard !nodes.isEmpty else { continue }
      lines += [".Ss \(Roff.text(section.title.capitalizedFirst))", ".Bl -tag -width Ds"]
      for child in nodes {
        lines += [".It Ic \(Roff.argument(child.name))"] + Roff.lines(child.about.summary + ".")
      }
      lines.append(".El")
    }
    writeList(of: node.parameters.filter(\.isPositional), title: "Arguments")
  }

  private mutating func writeOptions() {
    lines.append(".Sh OPTIONS")
    let options = node.parameters.filter { !$0.isPositional }
    writeList(of: options.filter { $0.section == nil } + tree.builtins(at: path), title: nil)
    for title in options.compactMap(\.section).unique {
      writeList(of: options.filter { $0.section == title }, title: title)
    }
    writeList(of: tree.globals, title: "Global options")
    let rules = node.rules.map { $0.sentence(node.spelling) }
    guard !rules.isEmpty else { return }
    lines += [".Ss Rules", ".Bl -bullet -compact"]
    for rule in rules { lines += [".It"] + Roff.lines(rule.capitalizedFirst + ".") }
    lines.append(".El")
  }

  private mutating func writeList(of parameters: [Parameter], title: String?) {
    let shown = parameters.filter { $0.visibility != .hidden }
    guard !shown.isEmpty else { return }
    if let title { lines.append(".Ss \(Roff.text(title.capitalizedFirst))") }
    lines.append(".Bl -tag -width Ds")
    for parameter in shown {
      lines += [".It \(term(parameter))"] + Roff.lines(parameter.summary + ".")
      let notes = parameter.notes.joined(separator: "; ")
      if !notes.isEmpty { lines += Roff.lines(notes.capitalizedFirst + ".") }
    }
    lines.append(".El")
  }

  private mutating func writeTable(_ title: String, _ entries: [References.Entry], _ macro: String?) {
    guard !entries.isEmpty else { return }
    lines += [".Sh \(title)", ".Bl -tag -width Ds"]
    for entry in entries {
      let name = Roff.argument(entry.term)
      lines +=
        [".It \(macro.map { $0.dropFirst() + " " } ?? "")\(name)"] + Roff.lines(entry.summary.capitalizedFirst + ".")
    }
    lines.append(".El")
  }

  private mutating func writeExamples() {
    guard !node.about.examples.isEmpty else { return }
    lines.append(".Sh EXAMPLES")
    for (index, example) in node.about.examples.enumerated() {
      if index > 0 { lines.append(".Pp") }
      lines += Roff.lines(example.summary + ":") + [".Bd -literal -offset indent", Roff.text(example.line), ".Ed"]
    }
  }

  private mutating func writeSeeAlso() {
    // A page also refers to the one above it; the order is the one that mdoc wants.
    let above = path.isEmpty ? [] : [pageAbove]
    let pages = (node.about.seeAlso.map(reference) + above).sorted { ($0.section, $0.name) < ($1.section, $1.name) }
    guard !pages.isEmpty else { return }
    lines.append(".Sh SEE ALSO")
    for (index, page) in pages.enumerated() where index == 0 || pages[index - 1] != page {
      lines.append(".Xr \(Roff.argument(page.name)) \(page.section) ,")
    }
    lines[lines.count - 1].removeLast(2)
  }

  private var pageAbove: (name: String, section: String) {
    (([tree.name] + path.dropLast()).joined(separator: "-"), "1")
  }

  /// "hatchet-workflow(5)", or the words of a command.
  private func reference(_ name: String) -> (name: String, section: String) {
    guard let open = name.firstIndex(of: "(") else {
      return (([tree.name] + name.split(separator: " ").map(String.init)).joined(separator: "-"), "1")
    }
    return (String(name[..<open]), String(name[open...].dropFirst().prefix { $0 != ")" }))
  }

  private mutating func write(_ blocks: [Prose]) {
    for (index, block) in blocks.enumerated() {
      switch block {
      case .paragraph(let text):
        if index > 0 { lines.append(".Pp") }
        lines += Roff.lines(text)
      case .literal(let kept):
        lines += [".Bd -literal -offset indent"] + kept.map(Roff.text) + [".Ed"]
      }
    }
  }

  private func synopsis(_ parameter: Parameter) -> String {
    let name = Roff.argument(parameter.placeholder)
    return switch parameter.kind {
    case .positional(.one): "Ar \(name)"
    case .positional(.optional): "Op Ar \(name)"
    case .positional(.many(let required)): required ? "Ar \(name) ..." : "Op Ar \(name) ..."
    case .passthrough(let required): required ? "Fl \\- Ar \(name)" : "Op Fl \\- Ar \(name)"
    default: ""
    }
  }

  private func term(_ parameter: Parameter) -> String {
    guard !parameter.isPositional else { return synopsis(parameter).replacingPrefix("Op ") }
    let short = parameter.short.map { "Fl \(Roff.argument(String($0))) , " } ?? ""
    return short + macro(parameter)
  }

  private func macro(_ parameter: Parameter) -> String {
    let negatable = parameter.kind == .flag(negatable: true) ? "[no\\-]" : ""
    let flag = "Fl \\-\(negatable)\(Roff.argument(parameter.name))"
    return parameter.takesValue ? "\(flag) Ar \(Roff.argument(parameter.placeholder))" : flag
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
