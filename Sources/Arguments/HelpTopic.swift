/// A page of help that is about no command: `hatchet help formatting`.
package struct HelpTopic: Sendable, Equatable {
  package var name: String
  package var summary: String
  /// As in `Declaration.discussion`.
  package var text: String

  package init(_ name: String, _ summary: String, _ text: String) {
    self.name = name
    self.summary = summary
    self.text = text
  }

  static let environment = HelpTopic("environment", "Environment variables", "")
  static let exitCodes = HelpTopic("exit-codes", "What the exit status means", "")
}

extension TreeDescription {
  func helpPage(_ topic: HelpTopic) -> HelpPage {
    var page = HelpPage(manual: nil, blocks: [.text("\(topic.name): \(topic.summary)")])
    if !topic.text.isEmpty { page.blocks.append(.text(topic.text)) }
    switch topic.name {
    case HelpTopic.environment.name: page.add("variables", environment.map(\.row))
    case HelpTopic.exitCodes.name: page.add("exit status", references.exitStatus.map(\.row))
    default: break
    }
    return page
  }

  /// Every variable that anything listens to, by name: those of the options and those of the whole tree.
  package var environment: [References.Entry] {
    let declared = (globals + shown.flatMap(\.node.parameters)).compactMap(Self.variable)
    return (declared + references.environment).sorted { $0.term < $1.term }.reduce(into: []) { all, entry in
      if all.last?.term != entry.term { all.append(entry) }
    }
  }

  /// The variable of one parameter, with what it stands in for.
  static func variable(_ parameter: Parameter) -> References.Entry? {
    guard parameter.visibility == .shown, let name = parameter.environment else { return nil }
    return References.Entry(term: name, summary: "\(parameter.summary) (\(parameter.spelling))")
  }
}

extension References.Entry {
  var row: HelpPage.Term { HelpPage.Term(term: term, summary: summary) }
}
