/// What is bound to a statement: every value in its binary form, one after the other in a single buffer, so that a
/// batch of ten arrays costs no allocation per array once the buffer has grown.
///
///     let parameters: Parameters = [id, "name", [1, 2, 3] as [Int64], nil as String?]
///
/// `removeAll()` keeps the buffer for the next batch.
package struct Parameters: Sendable, ExpressibleByArrayLiteral {
  var writer = BinaryWriter()
  private(set) var types: [UInt32] = []
  /// Where each value ends in the buffer, and whether it is NULL.
  private(set) var ends: [Int] = []
  private(set) var nulls: [Bool] = []

  package init() {}

  package init(arrayLiteral values: any PostgresCodable...) {
    for value in values { value.bind(to: &self) }
  }

  package var count: Int { ends.count }

  /// Binds `value` to the next parameter.
  package mutating func append(_ value: some PostgresCodable) { value.bind(to: &self) }

  /// Binds an array to the next parameter: `value` of each of `items`, with no array made in between.
  package mutating func append<Item, Value: PostgresScalar>(each items: [Item], _ value: (Item) -> Value) {
    writer.array(of: Value.type, count: items.count, hasNulls: false)
    for item in items { writer.element(value(item)) }
    finish(Value.arrayType, isNull: false)
  }

  /// The same, with NULL where `value` gives nil.
  package mutating func append<Item, Value: PostgresScalar>(each items: [Item], _ value: (Item) -> Value?) {
    writer.array(of: Value.type, count: items.count, hasNulls: true)
    for item in items { writer.element(value(item)) }
    finish(Value.arrayType, isNull: false)
  }

  package mutating func removeAll() {
    writer.bytes.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    nulls.removeAll(keepingCapacity: true)
  }

  mutating func finish(_ type: PostgresType, isNull: Bool) {
    types.append(type.oid)
    ends.append(writer.bytes.count)
    nulls.append(isNull)
  }
}
