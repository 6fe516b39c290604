private import JSON

extension TreeDescription {
  /// All declarations, for other programs. `format` goes up when a field changes its meaning or goes away.
  package var json: String {
    let value: JSONValue = [
      "format": 1,
      "name": .string(name),
      "version": .string(version),
      "globals": .array(globals.map(\.json)),
      "global_rules": .array(globalRules.map(\.json)),
      "command": root.json,
      "topics": .array(topics.map { ["name": .string($0.name), "summary": .string($0.summary)] }),
      "exit_status": .array(references.exitStatus.map(\.json)),
      "environment": .array(environment.map(\.json)),
      "files": .array(references.files.map(\.json)),
    ]
    return JSONWriter.text(value, .pretty)
  }
}

extension CommandNode {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "aliases": .strings(aliases),
      "summary": .string(about.summary),
      "discussion": .string(about.discussion),
      "visibility": visibility.json,
      "runs": .bool(isCommand),
      "parameters": .array(parameters.map(\.json)),
      "rules": .array(rules.map(\.json)),
      "examples": .array(about.examples.map { ["line": .string($0.line), "summary": .string($0.summary)] }),
      "see_also": .strings(about.seeAlso),
      "sections": .array(
        sections.map { ["title": .string($0.title), "commands": .array($0.nodes.map(\.json))] }),
    ]
  }
}

extension Parameter {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "kind": .string(kindName),
      "short": .optional(short.map(String.init)),
      "placeholder": .optional(placeholder.isEmpty ? nil : placeholder),
      "summary": .string(summary),
      "section": .optional(section),
      "required": .bool(isRequired),
      "repeats": .bool(repeats),
      "negatable": .bool(kind == .flag(negatable: true)),
      "default": .optional(defaultText),
      "accepted": .optional(accepted),
      "choices": choices,
      "environment": .optional(environment),
      "setting": .optional(setting),
      "visibility": visibility.json,
    ]
  }

  private var choices: JSONValue {
    guard case .choices(let choices) = completion else { return .array([]) }
    return .strings(choices.map(\.value))
  }

  private var kindName: String {
    switch kind {
    case .flag: "flag"
    case .counted: "counted"
    case .option: "option"
    case .positional: "positional"
    case .passthrough: "passthrough"
    }
  }
}

extension Rule {
  fileprivate var json: JSONValue {
    let kind =
      switch self {
      case .exclusive: "exclusive"
      case .requires: "requires"
      case .exactlyOne: "exactly_one"
      case .atLeastOne: "at_least_one"
      }
    return ["kind": .string(kind), "names": .strings(names)]
  }
}

extension Visibility {
  fileprivate var json: JSONValue {
    switch self {
    case .shown: "shown"
    case .hidden: "hidden"
    case .deprecated(let advice): ["deprecated": .string(advice)]
    }
  }
}

extension References.Entry {
  fileprivate var json: JSONValue { ["name": .string(term), "summary": .string(summary)] }
}

extension JSONValue {
  fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  fileprivate static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
