/// Builds nodes out of events, with a stack of what is open, so that no input can exhaust the thread's own.
struct Composer {
  private(set) var documents: [YAMLNode] = []
  private(set) var duplicates: [YAMLError] = []

  private let file: String
  private let limits: YAMLLimits
  private var open: [OpenCollection] = []
  /// Of the current document.
  private var anchors: [String: YAMLNode] = [:]
  private var total = YAMLNode.Size(nodes: 0)

  init(file: String, limits: YAMLLimits) {
    self.file = file
    self.limits = limits
  }

  /// Takes one event in; false after the last.
  mutating func take(_ event: EventReader.Event) throws(YAMLError) -> Bool {
    switch event.kind {
    case .streamEnd: return false
    case .documentStart: anchors = [:]
    case .documentEnd: break
    case .alias(let name):
      let node = try resolve(alias: name, event)
      try count(node.size, at: event.start)
      add(node)
    case .scalar(let text, let plain):
      let node = try scalar(text, plain: plain, event)
      try count(node.size, at: event.start)
      add(node, anchor: event.anchor)
    case .sequenceStart(let flow): try begin(event, isMapping: false, isFlow: flow)
    case .mappingStart(let flow): try begin(event, isMapping: true, isFlow: flow)
    case .sequenceEnd, .mappingEnd:
      let collection = open.removeLast()
      add(try collection.closed(at: event.end, file: file, duplicates: &duplicates), anchor: collection.anchor)
    }
    return true
  }

  private mutating func begin(_ event: EventReader.Event, isMapping: Bool, isFlow: Bool) throws(YAMLError) {
    if let tag = event.tag, tag != "!", tag != "tag:yaml.org,2002:" + (isMapping ? "map" : "seq") {
      throw misfit(tag: tag, event)
    }
    guard open.count < limits.depth else {
      throw error(.tooLarge, "values nest deeper than \(limits.depth) levels", event.start)
    }
    try count(YAMLNode.Size(), at: event.start)
    open.append(OpenCollection(start: event.start, anchor: event.anchor, isMapping: isMapping, isFlow: isFlow))
  }

  private func scalar(_ text: String, plain: Bool, _ event: EventReader.Event) throws(YAMLError) -> YAMLNode {
    let scalar: YAMLScalar
    if let tag = event.tag {
      guard let tagged = YAMLScalar(text: text, tag: tag) else { throw misfit(tag: tag, event) }
      scalar = tagged
    } else {
      scalar = plain ? YAMLScalar(plain: text) : YAMLScalar(text: text)
    }
    return YAMLNode(.scalar(scalar), start: event.start, end: event.end)
  }

  private func resolve(alias name: String, _ event: EventReader.Event) throws(YAMLError) -> YAMLNode {
    if open.contains(where: { $0.anchor == name }) {
      throw error(.badAlias, "alias '*\(name)' stands inside of what it means", event.start)
    }
    guard var node = anchors[name] else {
      throw error(.badAlias, "unknown alias '*\(name)'", event.start, hint: "mark what it means by '&\(name)' above")
    }
    guard open.count + node.size.height - 1 <= limits.depth else {
      throw error(.tooLarge, "alias '*\(name)' nests deeper than \(limits.depth) levels", event.start)
    }
    node.start = event.start
    node.end = event.end
    return node
  }

  private mutating func count(_ size: YAMLNode.Size, at place: YAMLMark) throws(YAMLError) {
    total.nodes += size.nodes
    total.bytes += size.bytes
    guard total.nodes <= limits.nodes, total.bytes <= limits.expandedBytes else {
      throw error(
        .tooLarge, "the text stands for more than \(limits.nodes) values or \(limits.expandedBytes) bytes", place,
        hint: "aliases count each time")
    }
  }

  private mutating func add(_ node: YAMLNode, anchor: String? = nil) {
    if let anchor { anchors[anchor] = node }
    if open.isEmpty { documents.append(node) } else { open[open.count - 1].items.append(node) }
  }

  private func error(_ code: YAMLError.Code, _ message: String, _ place: YAMLMark, hint: String? = nil) -> YAMLError {
    YAMLError(code: code, message: message, hint: hint, file: file, place: place)
  }

  private func misfit(tag: String, _ event: EventReader.Event) -> YAMLError {
    let core = "tag:yaml.org,2002:"
    let shown = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
    return error(.badTag, "tag '\(shown.printable())' does not fit this value", event.start)
  }
}
