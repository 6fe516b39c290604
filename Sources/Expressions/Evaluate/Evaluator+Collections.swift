/// Lists, maps, and the macros that go over them.
extension Evaluator {
  @inline(never)
  mutating func list(_ elements: [Node.Element], _ place: Place) throws(Failure) -> ExpressionValue {
    var values: [ExpressionValue] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      let value = try value(element.value)
      guard element.isOptional else {
        values.append(value)
        continue
      }
      guard case .optional(let optional) = value else { throw .noOverload("[?]", [value.typeName], at: place) }
      if let inner = optional.value { values.append(inner) }
    }
    return .list(values)
  }

  @inline(never)
  mutating func map(_ entries: [Node.Entry], _ place: Place) throws(Failure) -> ExpressionValue {
    var map = ExpressionMap()
    for entry in entries {
      let key = try value(entry.key)
      var value = try value(entry.value)
      if entry.isOptional {
        guard case .optional(let optional) = value else { throw .noOverload("{?}", [value.typeName], at: place) }
        guard let inner = optional.value else { continue }
        value = inner
      }
      try insert(key, value, into: &map, place)
    }
    return .map(map)
  }

  private func insert(
    _ key: ExpressionValue, _ value: ExpressionValue, into map: inout ExpressionMap, _ place: Place
  ) throws(Failure) {
    // A double looks things up, but is no key.
    if case .double = key { throw Self.unsupportedKey(key, place) }
    guard let key = MapKey(key) else { throw Self.unsupportedKey(key, place) }
    guard map.insert(key, value) else {
      throw Failure(.invalidArgument, "the same key comes twice in a map", at: place)
    }
  }

  private static func unsupportedKey(_ key: ExpressionValue, _ place: Place) -> Failure {
    Failure(.noOverload, "unsupported key type '\(key.typeName)'", at: place)
  }

  @inline(never)
  mutating func loop(_ loop: Node.Loop) throws(Failure) -> ExpressionValue {
    let range = try value(loop.range)
    var result = LoopResult(loop.kind)
    switch range {
    case .list(let elements):
      for (index, element) in elements.enumerated() {
        if let second = loop.second {
          slots[loop.first] = .int(Int64(index))
          slots[second] = element
        } else {
          slots[loop.first] = element
        }
        if try turn(loop, element, .int(Int64(index)), &result) { break }
      }
    case .map(let map):
      for entry in map.entries {
        slots[loop.first] = entry.key.value
        if let second = loop.second { slots[second] = entry.value }
        if try turn(loop, entry.key.value, entry.key.value, &result) { break }
      }
    default:
      throw Failure(
        .noOverload, "type '\(range.typeName)' cannot be gone over", hint: "only lists and maps can", at: loop.place)
    }
    return try result.value(&budget, loop.place)
  }

  /// One element; true: the rest does not matter.
  private mutating func turn(
    _ loop: Node.Loop, _ element: ExpressionValue, _ key: ExpressionValue, _ result: inout LoopResult
  ) throws(Failure) -> Bool {
    try budget.spend(1)
    if let condition = loop.condition {
      do throws(Failure) {
        let value = try value(condition)
        guard case .bool(let holds) = value else { throw .noOverload("\(loop.kind)", [value.typeName], at: loop.place) }
        if let isDone = result.decides(holds) { return isDone }
      } catch {
        // As with `||` and `&&`, which these are made of.
        guard loop.kind == .all || loop.kind == .exists, !error.isFinal else { throw error }
        result.failure = result.failure ?? error
        return false
      }
    }
    guard let node = loop.result else {
      result.elements.append(element)
      return false
    }
    let value = try value(node)
    switch loop.kind {
    case .transformMap: try insert(key, value, into: &result.map, loop.place)
    case .transformMapEntry:
      guard case .map(let entries) = value else {
        throw .noOverload("transformMapEntry", [value.typeName], at: loop.place)
      }
      try budget.spend(entries.count)
      for entry in entries.entries { try insert(entry.key.value, entry.value, into: &result.map, loop.place) }
    case .sortBy:
      result.elements.append(element)
      result.keys.append(value)
    default: result.elements.append(value)
    }
    return false
  }
}

/// What a macro has gathered.
private struct LoopResult {
  let kind: Syntax.Loop.Kind
  var elements: [ExpressionValue] = []
  var keys: [ExpressionValue] = []
  var map = ExpressionMap()
  var failure: Failure?
  private var count = 0
  private var isDecided = false

  init(_ kind: Syntax.Loop.Kind) { self.kind = kind }

  /// Takes the condition of one element: whether that ends the loop, or nil if the element goes on to the result.
  mutating func decides(_ holds: Bool) -> Bool? {
    switch kind {
    case .all, .exists:
      isDecided = holds == (kind == .exists)
      return isDecided
    case .existsOne:
      if holds { count += 1 }
      return false
    default: return holds ? nil : false
    }
  }

  func value(_ budget: inout Budget, _ place: Place) throws(Failure) -> ExpressionValue {
    switch kind {
    case .all, .exists:
      if isDecided { return .bool(kind == .exists) }
      if let failure { throw failure }
      return .bool(kind == .all)
    case .existsOne: return .bool(count == 1)
    case .filter, .map: return .list(elements)
    case .transformMap, .transformMapEntry: return .map(map)
    case .sortBy:
      do throws(Failure) {
        return .list(try Function.sorted(elements, by: keys, &budget))
      } catch {
        throw error.placed(at: place)
      }
    }
  }
}
