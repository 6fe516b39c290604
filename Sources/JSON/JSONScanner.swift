/// Checks documents that are only passed through: nothing is built, nothing is allocated.
package enum JSONScanner {
  /// Whether `bytes` are exactly one JSON document (RFC 8259, strictly, blanks around it allowed) in UTF-8, at most 512
  /// levels deep. All that passes here is accepted by PostgreSQL's `json` type too.
  package static func isDocument(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    do {
      try check(bytes)
      return true
    } catch {
      return false
    }
  }

  package static func isDocument(_ bytes: some Sequence<UInt8>) -> Bool {
    if let result = bytes.withContiguousStorageIfAvailable({ isDocument($0) }) { return result }
    return Array(bytes).withUnsafeBufferPointer { isDocument($0) }
  }

  /// As `isDocument`, saying what is wrong and where.
  package static func check(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    var reader = JSONReader(bytes)
    while try reader.next() != nil {}
  }
}
