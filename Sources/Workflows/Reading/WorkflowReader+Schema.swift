import JSON
import YAML

/// `input_schema`: the part of JSON Schema that `hatchet.schema_violation` checks inputs against.
extension WorkflowReader {
  private enum Keyword: String, CaseIterable {
    case type, `enum`, const, properties, required, additionalProperties, items, minItems, maxItems, uniqueItems
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, pattern
    case title, description, `default`, examples
    case schema = "$schema"
  }

  private enum SchemaType: String, CaseIterable {
    case null, boolean, object, array, number, string, integer
  }

  func inputSchema(_ node: YAMLNode) -> JSONValue? {
    guard node.pairs != nil else {
      report(.wrongType, "'input_schema' must be a mapping, not \(node.kind)", at: node)
      return nil
    }
    let count = errors.count
    checkSchema(node)
    return errors.count == count ? json(node) : nil
  }

  /// Any value, as JSON in normal form.
  func json(_ node: YAMLNode) -> JSONValue? {
    do {
      let value = try node.json(file: source.file)
      if checkStorable(node) { return value.normalForm }
    } catch {
      report(error)
    }
    return nil
  }

  /// `jsonb` holds neither NUL nor numbers without bound.
  private func checkStorable(_ node: YAMLNode) -> Bool {
    switch node.content {
    case .scalar(let scalar):
      if scalar.text.utf8.contains(0) {
        report(.invalidValue, "a value holds a NUL character", at: node)
        return false
      }
      if case .float(let text) = scalar.value, JSONNumber(text)?.double == nil {
        report(.outOfRange, "'\(text)' is too large a number", at: node)
        return false
      }
      return true
    case .sequence(let items): return items.allSatisfy { checkStorable($0) }
    case .mapping(let pairs): return pairs.allSatisfy { checkStorable($0.key) && checkStorable($0.value) }
    }
  }

  private func checkSchema(_ node: YAMLNode) {
    if case .bool? = node.scalar?.value { return }
    guard let pairs = node.pairs else {
      report(.schema, "a schema must be a mapping, true or false, not \(node.kind)", at: node)
      return
    }
    for pair in pairs {
      let name = pair.key.scalar?.text ?? ""
      guard let keyword = Keyword(rawValue: name) else {
        report(
          .schema, "schema keyword '\(name)' is not supported", at: pair.key,
          hint: Suggestion.nearest(to: name, among: Keyword.allCases.map(\.rawValue)).map { "did you mean '\($0)'?" })
        continue
      }
      check(keyword, pair.value)
    }
  }

  private func check(_ keyword: Keyword, _ node: YAMLNode) {
    let name = keyword.rawValue
    switch keyword {
    case .type: checkTypes(node)
    case .enum: if node.items?.isEmpty != false { expect("a list that is not empty", name, node) }
    case .properties:
      guard let pairs = node.pairs else { return expect("a mapping of names to schemas", name, node) }
      for pair in pairs { checkSchema(pair.value) }
    case .required:
      guard let items = node.items, items.allSatisfy({ $0.scalar?.value == .string }) else {
        return expect("a list of names", name, node)
      }
    case .items, .additionalProperties: checkSchema(node)
    case .minItems, .maxItems, .minLength, .maxLength: _ = integer(node, name, in: 0...Int(Int32.max))
    case .uniqueItems: _ = bool(node, name)
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf: checkNumber(keyword, node)
    case .pattern: if node.scalar?.value != .string { expect("text", name, node) }
    case .const, .title, .description, .default, .examples, .schema: break
    }
  }

  private func checkTypes(_ node: YAMLNode) {
    for item in node.items ?? [node] {
      if item.scalar?.value == .null {
        report(.schema, "'type' must be text, not nothing", at: item, hint: "write \"null\", with quotes")
      } else {
        _ = choice(item, "type", of: SchemaType.self)
      }
    }
    if node.items?.isEmpty == true { expect("a type or a list of types", "type", node) }
  }

  private func checkNumber(_ keyword: Keyword, _ node: YAMLNode) {
    switch node.scalar?.value {
    case .integer(let text)?, .float(let text)?:
      if keyword == .multipleOf, (Double(text) ?? 0) <= 0 { expect("above 0", keyword.rawValue, node) }
    default: expect("a number", keyword.rawValue, node)
    }
  }

  private func expect(_ expected: String, _ keyword: String, _ node: YAMLNode) {
    let isRight = node.items != nil && expected.hasPrefix("a list") || expected == "above 0"
    report(.schema, "'\(keyword)' must be \(expected)" + (isRight ? "" : ", not \(node.kind)"), at: node)
  }
}

extension JSONValue {
  /// The keys of all objects in the order of their bytes.
  fileprivate var normalForm: JSONValue {
    switch self {
    case .array(let elements): return .array(elements.map(\.normalForm))
    case .object(let object):
      let members = object.members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.value.normalForm) }))
    default: return self
    }
  }
}
