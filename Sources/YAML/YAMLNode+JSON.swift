package import JSON

extension YAMLNode {
  /// What it is in JSON: numbers by their value as decimals, keys by their text, all else as the core schema says.
  /// - Parameter file: as errors name it.
  package func json(file: String) throws(YAMLError) -> JSONValue {
    switch content {
    case .scalar(let scalar):
      guard let value = scalar.json else {
        throw YAMLError(
          code: .notJSON, message: "'\(scalar.text.printable())' is no number that JSON can hold", file: file,
          place: start)
      }
      return value
    case .sequence(let items):
      var values: [JSONValue] = []
      for item in items { values.append(try item.json(file: file)) }
      return .array(values)
    case .mapping(let pairs):
      var object = JSONObject()
      for pair in pairs {
        guard let key = pair.key.scalar?.text else {
          throw YAMLError(
            code: .notJSON, message: "a key must be text, not \(pair.key.kind)", file: file, place: pair.key.start)
        }
        object.append(key, try pair.value.json(file: file))
      }
      return .object(object)
    }
  }

  /// The value as if it had been read from line 1, column 1. Of a key that comes twice the last counts.
  package init(_ json: JSONValue) {
    let place = YAMLMark(line: 1, column: 1)
    let content: Content =
      switch json {
      case .null: .scalar(YAMLScalar(plain: "null"))
      case .bool(let value): .scalar(YAMLScalar(plain: value ? "true" : "false"))
      case .number(let number): .scalar(YAMLScalar(plain: number.text))
      case .string(let text): .scalar(YAMLScalar(text: text))
      case .array(let elements): .sequence(elements.map { YAMLNode($0) })
      case .object(let object): .mapping(Self.pairs(of: object, at: place))
      }
    self.init(content, start: place, end: place)
  }

  private static func pairs(of object: JSONObject, at place: YAMLMark) -> [YAMLPair] {
    var last: [String: Int] = [:]
    for (index, member) in object.members.enumerated() { last[member.key] = index }
    return object.members.enumerated().filter { last[$1.key] == $0 }.map { _, member in
      let key = YAMLNode(.scalar(YAMLScalar(text: member.key)), start: place, end: place)
      return YAMLPair(key: key, value: YAMLNode(member.value))
    }
  }
}

extension YAMLScalar {
  /// Nil for what JSON has no word for.
  fileprivate var json: JSONValue? {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let text), .float(let text): JSONNumber(text).map { .number($0) }
    case .notFinite: nil
    case .string: .string(text)
    }
  }
}
