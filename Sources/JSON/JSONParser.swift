/// Builds values of JSON documents, without recursion.
package enum JSONParser {
  /// Reads one document. Object keys keep their order and their duplicates; numbers keep their text.
  ///
  /// A `\u` escape of a surrogate without its other half is legal JSON but no text: it is kept as the six characters it is
  /// written with.
  package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
    // The result carries the error out, since the closure cannot throw a typed one through a rethrowing function.
    let result =
      bytes.withContiguousStorageIfAvailable { parse(buffer: $0) }
      ?? Array(bytes).withUnsafeBufferPointer { parse(buffer: $0) }
    return try result.get()
  }

  package static func parse(_ text: String) throws(JSONError) -> JSONValue { try parse(text.utf8) }

  private static func parse(buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
    do {
      return .success(try build(JSONReader(buffer)))
    } catch {
      return .failure(error)
    }
  }

  /// A value that has begun and not ended.
  private enum Open {
    case array([JSONValue])
    case object(JSONObject, key: String)
  }

  private static func build(_ start: JSONReader) throws(JSONError) -> JSONValue {
    var reader = start
    var open: [Open] = []
    var root = JSONValue.null
    while let token = try reader.next() {
      let value: JSONValue
      switch token {
      case .beginObject:
        open.append(.object(JSONObject(), key: ""))
        continue
      case .beginArray:
        open.append(.array([]))
        continue
      case .key(let range, let hasEscapes):
        if case .object(let object, _)? = open.popLast() {
          open.append(.object(object, key: text(reader, range, hasEscapes)))
        }
        continue
      case .endObject, .endArray:
        switch open.popLast() {
        case .array(let elements): value = .array(elements)
        case .object(let object, _): value = .object(object)
        case nil: value = .null
        }
      case .string(let range, let hasEscapes): value = .string(text(reader, range, hasEscapes))
      case .number(let range):
        value = .number(JSONNumber(checked: String(decoding: reader.bytes[range], as: UTF8.self)))
      case .true: value = .bool(true)
      case .false: value = .bool(false)
      case .null: value = .null
      }
      // Taken out and put back, so that the collection is uniquely owned and grows in place: amortised linear.
      switch open.popLast() {
      case .array(var elements):
        elements.append(value)
        open.append(.array(elements))
      case .object(var object, let key):
        object.append(key, value)
        open.append(.object(object, key: ""))
      case nil:
        root = value
      }
    }
    return root
  }

  private static func text(_ reader: JSONReader, _ range: Range<Int>, _ hasEscapes: Bool) -> String {
    let bytes = UnsafeBufferPointer(rebasing: reader.bytes[range])
    return hasEscapes ? JSONString.unescape(bytes) : String(decoding: bytes, as: UTF8.self)
  }
}
