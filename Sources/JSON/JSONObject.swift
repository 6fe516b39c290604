/// The members of a JSON object, in the order in which they are written.
///
/// A key that comes twice is kept twice; look-ups give the last one, as PostgreSQL's `jsonb` and most readers do. Keys are
/// compared by their bytes, not by Unicode equivalence as Swift's strings are.
package struct JSONObject: Sendable {
  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }

    package static func == (left: Member, right: Member) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(JSONKey(key))
      hasher.combine(value)
    }
  }

  package private(set) var members: [Member]
  /// The last place of each key, once there are enough for a search to be slower: many look-ups in a large object stay
  /// linear in all.
  private var index: [JSONKey: Int]?

  private static let indexThreshold = 16

  package init() { members = [] }

  package init(_ members: [Member]) {
    self.members = members
    reindex()
  }

  package init(_ pairs: [(String, JSONValue)]) { self.init(pairs.map { Member(key: $0.0, value: $0.1) }) }

  package var count: Int { members.count }
  package var isEmpty: Bool { members.isEmpty }
  package var keys: [String] { members.map(\.key) }

  /// The value of the last member with that key. Setting replaces that one, or appends; setting nil removes all of them.
  package subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      guard let newValue else {
        members.removeAll { $0.key.utf8.elementsEqual(key.utf8) }
        reindex()
        return
      }
      if let place = place(of: key) { members[place].value = newValue } else { append(key, newValue) }
    }
  }

  /// Appends a member, even if there is one with that key.
  package mutating func append(_ key: String, _ value: JSONValue) {
    members.append(Member(key: key, value: value))
    if index != nil {
      index?[JSONKey(key)] = members.count - 1
    } else if members.count > JSONObject.indexThreshold {
      reindex()
    }
  }

  private func place(of key: String) -> Int? {
    if let index { return index[JSONKey(key)] }
    return members.lastIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }

  private mutating func reindex() {
    guard members.count > JSONObject.indexThreshold else {
      index = nil
      return
    }
    index = Dictionary(members.enumerated().map { (JSONKey($1.key), $0) }) { $1 }
  }
}

extension JSONObject: Hashable {
  /// The same members in the same order. Compare `canonical` forms to ignore the order.
  package static func == (left: JSONObject, right: JSONObject) -> Bool { left.members == right.members }

  package func hash(into hasher: inout Hasher) { hasher.combine(members) }
}

/// A key that is equal only to the same bytes.
struct JSONKey: Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: JSONKey, right: JSONKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  static func < (left: JSONKey, right: JSONKey) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xFF))
  }
}
