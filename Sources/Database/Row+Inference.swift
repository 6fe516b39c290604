extension Row {
  /// The value in column number `column` (from 0), of the type that the context asks for.
  /// - Throws: `.decoding` if the type is another one, or it is NULL and no Optional was asked for.
  package func get<Value: PostgresCodable>(_ column: Int) throws(DatabaseError) -> Value {
    try get(Value.self, column)
  }
}
