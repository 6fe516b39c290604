/// Reads PostgreSQL's binary form of an array of at most one dimension.
struct ArrayReader {
  private let bytes: UnsafeRawBufferPointer
  private let count: Int
  private let oid: UInt32
  private let start: Int

  /// Nil if it has several dimensions or is cut off.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 12 else { return nil }
    self.bytes = bytes
    oid = bytes.integer(at: 8)
    switch bytes.integer(Int32.self) {
    case 0:
      count = 0
      start = 12
    case 1:
      guard bytes.count >= 20 else { return nil }
      count = Int(bytes.integer(Int32.self, at: 12))
      start = 20
      // Each element has a length of four bytes: a larger count is a lie that would reserve memory.
      guard count >= 0, count <= (bytes.count - 20) / 4 else { return nil }
    default: return nil
    }
  }

  /// - Parameter element: the bytes of an element (nil: NULL) and its type; nil if it cannot be read.
  /// - Returns: nil if some element cannot be read.
  func read<Element>(_ element: (UnsafeRawBufferPointer?, UInt32) -> Element?) -> [Element]? {
    var result: [Element] = []
    result.reserveCapacity(count)
    var offset = start
    for _ in 0..<count {
      guard offset + 4 <= bytes.count else { return nil }
      let length = Int(bytes.integer(Int32.self, at: offset))
      offset += 4
      guard length <= bytes.count - offset else { return nil }
      let slice = length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
      guard let value = element(slice, oid) else { return nil }
      result.append(value)
      offset += max(length, 0)
    }
    return result
  }
}
