extension Function {
  /// From a text to others, and back.
  static let stringLists: [Function] = [
    .method("join", [.init([.list(.string)], .string), .init([.list(.string), .string], .string)]) {
      arguments, budget throws(Failure) in
      guard case .list(let elements) = arguments[0] else { return nil }
      var separator = ""
      if arguments.count == 2 {
        guard case .string(let text) = arguments[1] else { return nil }
        separator = text
      }
      var output = ""
      for (index, element) in elements.enumerated() {
        guard case .string(let text) = element else { return nil }
        try budget.make(bytes: output.utf8.count + separator.utf8.count + text.utf8.count)
        if index > 0 { output += separator }
        output += text
      }
      return .string(output)
    },
    .method("split", [.init([.string, .string], .list(.string)), .init([.string, .string, .int], .list(.string))]) {
      arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let separator) = arguments[1] else { return nil }
      guard let limit = limit(arguments, at: 2) else { return nil }
      if limit == 0 { return .list([]) }
      try budget.make(bytes: text.utf8.count)
      if limit == 1 { return .list([arguments[0]]) }
      return .list(try pieces(text, separator, limit, &budget).map { .string($0) })
    },
    .method(
      "replace",
      [.init([.string, .string, .string], .string), .init([.string, .string, .string, .int], .string)]
    ) { arguments, budget throws(Failure) in
      guard case .string(let text) = arguments[0], case .string(let old) = arguments[1],
        case .string(let new) = arguments[2], let limit = limit(arguments, at: 3)
      else { return nil }
      try budget.make(bytes: text.utf8.count)
      if limit == 0 { return arguments[0] }
      // As many replacements make one piece more.
      var pieces = try pieces(text, old, limit < 0 ? -1 : limit &+ 1, &budget)
      if old.isEmpty { pieces = aroundEach(text, limit) }
      let (added, isTooMuch) = (pieces.count - 1).multipliedReportingOverflow(by: new.utf8.count)
      try budget.make(bytes: isTooMuch ? .max : text.utf8.count.addingReportingOverflow(added).partialValue)
      return .string(pieces.joined(separator: new))
    },
  ]

  /// Negative: none. Nil if it is no int.
  private static func limit(_ arguments: [ExpressionValue], at index: Int) -> Int? {
    guard arguments.count > index else { return -1 }
    guard case .int(let limit) = arguments[index] else { return nil }
    return Int(limit)
  }

  /// At most `limit`, unless that is negative. An empty separator parts all scalars.
  private static func pieces(
    _ text: String, _ separator: String, _ limit: Int, _ budget: inout Budget
  ) throws(Failure) -> [String] {
    let search = TextSearch(text)
    let needle = Array(separator.utf8)
    var pieces: [String] = []
    var start = 0
    while limit < 0 || pieces.count < limit - 1 {
      let end: Int?
      if needle.isEmpty {
        var next = start + 1
        while next < search.bytes.count, search.bytes[next] & 0xC0 == 0x80 { next += 1 }
        end = next < search.bytes.count ? next : nil
      } else {
        end = search.first(needle, from: start)
      }
      guard let end else { break }
      try budget.make(elements: pieces.count + 1 > budget.size ? pieces.count + 1 : 1)
      pieces.append(search.text(start..<end))
      start = end + needle.count
    }
    if needle.isEmpty, text.isEmpty { return [] }
    pieces.append(search.text(start..<search.bytes.count))
    return pieces
  }

  /// Nothing stands before the first scalar, between all of them, and after the last: so many places, if `limit` is not
  /// negative.
  private static func aroundEach(_ text: String, _ limit: Int) -> [String] {
    let scalars = text.unicodeScalars.map { String($0) }
    let places = limit < 0 ? scalars.count + 1 : min(limit, scalars.count + 1)
    var parts: [String] = [""]
    for (index, scalar) in scalars.enumerated() {
      if index < places { parts.append(scalar) } else { parts[parts.count - 1] += scalar }
    }
    if places == scalars.count + 1 { parts.append("") }
    return parts
  }
}
