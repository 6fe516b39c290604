/// Fields, elements, optionals.
extension Evaluator {
  @inline(never)
  mutating func select(_ operand: Node, _ field: FieldName, _ place: Place) throws(Failure) -> ExpressionValue {
    switch try value(operand) {
    case .map(let map):
      guard let found = map.value(of: field) else { throw Self.noSuchKey(field, place) }
      return found
    // A field of an optional is an optional.
    case .optional(let optional):
      guard let inner = optional.value else { return .absent }
      return try Self.optionalField(of: inner, field, place)
    case let other: throw Self.noFields(other, place)
    }
  }

  mutating func optionalSelect(_ operand: Node, _ field: FieldName, _ place: Place) throws(Failure) -> ExpressionValue {
    let value = try value(operand)
    guard case .optional(let optional) = value else { return try Self.optionalField(of: value, field, place) }
    guard let inner = optional.value else { return .absent }
    return try Self.optionalField(of: inner, field, place)
  }

  private static func optionalField(
    of value: ExpressionValue, _ field: FieldName, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    guard case .map(let map) = value else { throw noFields(value, place) }
    return map.value(of: field).map { ExpressionValue.present($0) } ?? .absent
  }

  mutating func has(_ operand: Node, _ field: FieldName, _ place: Place) throws(Failure) -> ExpressionValue {
    var value = try value(operand)
    if case .optional(let optional) = value {
      guard let inner = optional.value else { return .bool(false) }
      value = inner
    }
    guard case .map(let map) = value else { throw Self.noFields(value, place) }
    return .bool(map.value(of: field) != nil)
  }

  private static func noSuchKey(_ field: FieldName, _ place: Place) -> Failure {
    Failure(
      .noSuchKey, "no such key: '\(field.text)'", hint: "has(...) tells whether there is one", at: place)
  }

  private static func noFields(_ value: ExpressionValue, _ place: Place) -> Failure {
    Failure(.noOverload, "type '\(value.typeName)' does not support field selection", at: place)
  }

  @inline(never)
  mutating func index(
    _ operand: Node, _ index: Node, _ isOptional: Bool, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let container = try value(operand)
    let key = try value(index)
    try budget.spend(1)
    if case .optional(let optional) = container {
      guard let inner = optional.value else { return .absent }
      return try Self.element(of: inner, key, place).map { ExpressionValue.present($0) } ?? .absent
    }
    let found = try Self.element(of: container, key, place)
    if isOptional { return found.map { ExpressionValue.present($0) } ?? .absent }
    guard let found else {
      if case .list = container { throw Failure(.outOfRange, "the index is out of range", at: place) }
      throw Failure(.noSuchKey, "no such key", hint: "'key in map' tells whether there is one", at: place)
    }
    return found
  }

  /// Nil if there is none.
  private static func element(
    of container: ExpressionValue, _ key: ExpressionValue, _ place: Place
  ) throws(Failure) -> ExpressionValue? {
    switch container {
    case .map(let map): return MapKey(key).flatMap { map[$0] }
    case .list(let elements):
      let place64: Int64?
      switch key {
      case .int(let value): place64 = value
      case .uint(let value): place64 = Int64(clamping: value)
      case .double(let value): place64 = Int64(exactly: value)
      default: place64 = nil
      }
      guard let place64 else { throw .noOverload("[]", ["list", key.typeName], at: place) }
      return place64 >= 0 && place64 < Int64(elements.count) ? elements[Int(place64)] : nil
    default: throw .noOverload("[]", [container.typeName, key.typeName], at: place)
    }
  }

  @inline(never)
  mutating func alternative(
    _ first: Node, _ second: Node, _ isValue: Bool, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let value = try value(first)
    guard case .optional(let optional) = value else {
      throw .noOverload(isValue ? "orValue" : "or", [value.typeName], at: place)
    }
    guard let inner = optional.value else {
      let other = try self.value(second)
      if !isValue, case .optional = other { return other }
      guard isValue else { throw .noOverload("or", [value.typeName, other.typeName], at: place) }
      return other
    }
    return isValue ? inner : value
  }

  @inline(never)
  mutating func optionalMap(
    _ operand: Node, _ slot: Int, _ body: Node, _ isFlat: Bool, _ place: Place
  ) throws(Failure) -> ExpressionValue {
    let value = try value(operand)
    guard case .optional(let optional) = value else {
      throw .noOverload(isFlat ? "optFlatMap" : "optMap", [value.typeName], at: place)
    }
    guard let inner = optional.value else { return .absent }
    slots[slot] = inner
    let result = try self.value(body)
    guard isFlat else { return .present(result) }
    guard case .optional = result else { throw .noOverload("optFlatMap", [result.typeName], at: place) }
    return result
  }
}
