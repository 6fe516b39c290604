import Database
import JSON

/// What a task wrote on stdout, as JSON: a document as it is, anything else as a string.
///
/// So that the next in a chain of filters can read exactly what was written, a document that is itself a string is kept
/// with one space before it; a stored value that begins with a quote was text.
enum OutputDocument {
  private static let quote = UInt8(ascii: "\"")
  private static let space = UInt8(ascii: " ")

  /// nil if nothing was written.
  static func encode(_ bytes: [UInt8]) -> JSONText? {
    guard !bytes.isEmpty else { return nil }
    guard bytes.withUnsafeBufferPointer(JSONScanner.isDocument) else {
      return JSONText(utf8: JSONWriter.bytes(.string(escaping: bytes)))
    }
    return JSONText(utf8: isString(bytes[...]) ? [space] + bytes : bytes)
  }

  /// The bytes as they were written (those that are no UTF-8 as their escapes).
  static func decode(_ text: JSONText) -> [UInt8] {
    let bytes = text.utf8
    if bytes.first == quote, case .string(let written)? = try? JSONParser.parse(bytes) { return Array(written.utf8) }
    if bytes.first == space, isString(bytes.dropFirst()) { return Array(bytes.dropFirst()) }
    return bytes
  }

  private static func isString(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first { $0 != space && !(9...13).contains($0) } == quote
  }
}
