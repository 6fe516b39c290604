import JSON

/// Values as the conformance cases write them: each with its type, `{"int": "5"}`.
enum TypedValue {
  static func read(_ json: JSONValue) -> ExpressionValue? {
    guard let object = json.object, object.count == 1, let member = object.members.first else { return nil }
    let text = member.value.string
    switch member.key {
    case "null": return .null
    case "bool": return member.value.bool.map { .bool($0) }
    case "int": return text.flatMap { Int64($0) }.map { .int($0) }
    case "uint": return text.flatMap { UInt64($0) }.map { .uint($0) }
    case "double": return (text.flatMap { Double($0) } ?? member.value.double).map { .double($0) }
    case "string": return text.map { .string($0) }
    case "bytes": return text.flatMap { Base64.decode($0) }.map { .bytes($0) }
    case "type": return text.map { .type($0) }
    case "timestamp": return text.flatMap { try? TimeText.instant($0) }.map { .timestamp($0) }
    case "duration": return text.flatMap { try? TimeText.duration($0) }.map { .duration($0) }
    case "list": return list(member.value)
    case "map": return map(member.value)
    case "optional":
      return member.value.isNull ? ExpressionValue.absent : read(member.value).map { ExpressionValue.present($0) }
    default: return nil
    }
  }

  private static func list(_ json: JSONValue) -> ExpressionValue? {
    var elements: [ExpressionValue] = []
    for element in json.array ?? [] {
      guard let value = read(element) else { return nil }
      elements.append(value)
    }
    return .list(elements)
  }

  private static func map(_ json: JSONValue) -> ExpressionValue? {
    var map = ExpressionMap()
    for entry in json.array ?? [] {
      guard let pair = entry.array, pair.count == 2, let key = read(pair[0]).flatMap({ MapKey($0) }),
        let value = read(pair[1])
      else { return nil }
      map.set(key, value)
    }
    return .map(map)
  }

  static func write(_ value: ExpressionValue) -> JSONValue {
    switch value {
    case .null: .object([("null", .null)])
    case .bool(let value): .object([("bool", .bool(value))])
    case .int(let value): .object([("int", .string(String(value)))])
    case .uint(let value): .object([("uint", .string(String(value)))])
    case .double(let value): .object([("double", .string(value.description))])
    case .string(let text): .object([("string", .string(text))])
    case .bytes(let bytes): .object([("bytes", .string(Base64.encode(bytes)))])
    case .type(let name): .object([("type", .string(name))])
    case .timestamp(let instant): .object([("timestamp", .string(TimeText.text(of: instant)))])
    case .duration(let nanoseconds): .object([("duration", .string(TimeText.text(ofDuration: nanoseconds)))])
    case .list(let elements): .object([("list", .array(elements.map { write($0) }))])
    case .map(let map):
      .object([("map", .array(map.entries.map { .array([write($0.key.value), write($0.value)]) }))])
    case .optional(let optional): .object([("optional", optional.value.map { write($0) } ?? .null)])
    }
  }

  /// The same value of the same type; NaN is the same as NaN.
  static func areSame(_ left: ExpressionValue, _ right: ExpressionValue) -> Bool {
    switch (left, right) {
    case (.double(let left), .double(let right)): return left == right || (left.isNaN && right.isNaN)
    case (.list(let left), .list(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { areSame($0, $1) }
    case (.map(let left), .map(let right)):
      return left.count == right.count
        && left.entries.allSatisfy { entry in right[entry.key].map { areSame(entry.value, $0) } ?? false }
    case (.optional(let left), .optional(let right)):
      guard let first = left.value, let second = right.value else { return left.value == nil && right.value == nil }
      return areSame(first, second)
    default:
      guard left.typeName == right.typeName else { return false }
      var budget = Budget(.standard)
      return (try? left.isEqual(to: right, &budget)) ?? false
    }
  }
}
