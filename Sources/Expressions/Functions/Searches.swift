extension Function {
  static let searches: [Function] = [
    .method("startsWith", [.init([.string, .string], .bool)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
      try budget.spend(bytes: part.utf8.count)
      return .bool(text.utf8.starts(with: part.utf8))
    },
    .method("endsWith", [.init([.string, .string], .bool)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
      try budget.spend(bytes: part.utf8.count)
      return .bool(text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
    },
    .method("contains", [.init([.string, .string], .bool)]) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
      try budget.spend(bytes: text.utf8.count + part.utf8.count)
      return .bool(part.isEmpty || TextSearch(text).first(Array(part.utf8)) != nil)
    },
    .method("indexOf", positions) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
      try budget.spend(bytes: text.utf8.count + part.utf8.count)
      let search = TextSearch(text)
      let start = try start(arguments, in: search, isEmpty: part.isEmpty)
      if arguments.count == 3, start == nil { return nil }
      if part.isEmpty { return arguments.count == 3 ? arguments[2] : .int(0) }
      let found = search.first(Array(part.utf8), from: start ?? 0)
      return .int(found.map { Int64(search.scalars(before: $0)) } ?? -1)
    },
    .method("lastIndexOf", positions) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
      try budget.spend(bytes: text.utf8.count + part.utf8.count)
      let search = TextSearch(text)
      let limit = try start(arguments, in: search, isEmpty: part.isEmpty)
      if arguments.count == 3, limit == nil { return nil }
      if part.isEmpty { return arguments.count == 3 ? arguments[2] : .int(Int64(text.unicodeScalars.count)) }
      let found = try search.last(Array(part.utf8), notAfter: limit ?? search.bytes.count, &budget)
      return .int(found.map { Int64(search.scalars(before: $0)) } ?? -1)
    },
    .global("matches", patterns, matches),
    .method("matches", patterns, matches),
  ]

  private static let positions: [Signature] = [
    .init([.string, .string], .int), .init([.string, .string, .int], .int),
  ]
  private static let patterns: [Signature] = [.init([.string, .string], .bool)]

  private static let matches: Body = { arguments, budget throws(Failure) in
    guard case .string(let text) = arguments[0], case .string(let source) = arguments[1] else { return nil }
    // A pattern that is not constant is compiled each time.
    try budget.spend(source.utf8.count)
    return .bool(try Pattern(source).matches(text, &budget))
  }

  /// The byte that the third argument names; nil if there is none, or it is no int.
  private static func start(
    _ arguments: [ExpressionValue], in search: TextSearch, isEmpty: Bool
  ) throws(Failure) -> Int? {
    guard arguments.count == 3, case .int(let index) = arguments[2] else { return nil }
    // The end is a place for nothing only.
    guard let start = search.offset(ofScalar: index), isEmpty || start < search.bytes.count else { throw outOfBounds }
    return start
  }
}
