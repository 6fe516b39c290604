/// A map in the order in which it was made.
package struct ExpressionMap: Sendable {
  package private(set) var entries: [Entry]
  /// The place of each key, once there are enough for a search to be slower.
  private var index: [MapKey: Int]?

  package struct Entry: Sendable {
    package let key: MapKey
    package var value: ExpressionValue
  }

  private static let indexThreshold = 12

  package init() { entries = [] }

  package var count: Int { entries.count }

  package subscript(key: MapKey) -> ExpressionValue? {
    if let index { return index[key].map { entries[$0].value } }
    for entry in entries where entry.key == key { return entry.value }
    return nil
  }

  /// What a constant name selects: no key is made, nothing is hashed unless the map is large.
  func value(of name: FieldName) -> ExpressionValue? {
    if index != nil { return self[name.key] }
    for entry in entries {
      if case .string(let text) = entry.key, sameText(text, name.text) { return entry.value }
    }
    return nil
  }

  /// False if there is one with that key.
  mutating func insert(_ key: MapKey, _ value: ExpressionValue) -> Bool {
    guard self[key] == nil else { return false }
    append(key, value)
    return true
  }

  /// Replaces what is there.
  mutating func set(_ key: MapKey, _ value: ExpressionValue) {
    let place = index.map { $0[key] } ?? entries.firstIndex { $0.key == key }
    if let place { entries[place].value = value } else { append(key, value) }
  }

  private mutating func append(_ key: MapKey, _ value: ExpressionValue) {
    entries.append(Entry(key: key, value: value))
    if index != nil {
      index?[key] = entries.count - 1
    } else if entries.count > Self.indexThreshold {
      index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.key, $0) })
    }
  }
}

/// A constant name of a field.
struct FieldName: Hashable, Sendable {
  let text: String
  let key: MapKey

  init(_ text: String) {
    self.text = text
    key = .string(text)
  }
}

/// A key: numbers are the same if their values are, whatever their types.
package enum MapKey: Sendable {
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case string(String)

  /// Nil for what is no key. A double is the whole number that it stands for.
  init?(_ value: ExpressionValue) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = .uint(value)
    case .string(let text): self = .string(text)
    case .double(let value):
      if let whole = Int64(exactly: value) {
        self = .int(whole)
      } else if let whole = UInt64(exactly: value) {
        self = .uint(whole)
      } else {
        return nil
      }
    default: return nil
    }
  }

  package var value: ExpressionValue {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .uint(let value): .uint(value)
    case .string(let text): .string(text)
    }
  }

  /// As JSON has it.
  package var text: String {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .string(let text): text
    }
  }
}

extension MapKey: Hashable {
  package static func == (left: MapKey, right: MapKey) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): sameText(left, right)
    case (.int(let left), .int(let right)): left == right
    case (.uint(let left), .uint(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let whole), .uint(let natural)), (.uint(let natural), .int(let whole)):
      whole >= 0 && UInt64(whole) == natural
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(UInt64(bitPattern: value))
    case .uint(let value): hasher.combine(value)
    case .string(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }
}

/// Whether two texts are the same scalars: Swift's `==` takes `é` and `e` with an accent for the same.
@inline(__always)
func sameText(_ left: String, _ right: String) -> Bool {
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  // Equal bytes make equal texts, and that comparison is the fast one; only equal texts need their bytes compared, and
  // those of ASCII not even then.
  guard left == right else { return false }
  return left.utf8.elementsEqual(right.utf8)
}
