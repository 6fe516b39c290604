import Arguments
import Database
import Hatchet
import JSON
import Terminal

/// A JSON document that somebody hands in, checked before it goes anywhere.
enum InputDocument {
  /// The largest that is read, in bytes. PostgreSQL would take more; every attempt of a task would have to read it.
  static let limit = 64 << 20

  /// What `--input` says: JSON, `@FILE`, or `-` (`@-`) for standard input.
  /// - Parameter option: what it is called here.
  static func read(_ argument: String, _ session: Session, option: String = "--input") async throws -> JSONText {
    let (name, bytes) = try await bytes(argument, session, option)
    try check(bytes, in: name)
    return JSONText(utf8: bytes)
  }

  private static func bytes(
    _ argument: String, _ session: Session, _ option: String
  ) async throws -> (name: String, bytes: [UInt8]) {
    if isStandardInput(argument) {
      guard !session.input.isTerminal else { throw HatchetError.nothingPiped("JSON") }
      return ("<stdin>", try await session.input.readAll(limit: limit))
    }
    guard argument.hasPrefix("@") else { return (option, Array(argument.utf8)) }
    let file = String(argument.dropFirst())
    return (file, try await FileContents.read(session.path(file), as: file, limit: limit))
  }

  static func isStandardInput(_ argument: String) -> Bool { argument == "-" || argument == "@-" }

  /// - Parameter line: where in the file the bytes are, if they are one line of it.
  /// - Throws: `InvalidDocument`.
  static func check(_ bytes: [UInt8], in name: String, line: Int? = nil) throws {
    let error = bytes.withUnsafeBufferPointer { bytes -> JSONError? in
      do throws(JSONError) {
        try JSONScanner.check(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let error { throw InvalidDocument(error, of: bytes, in: name, line: line) }
  }
}

/// An input that is no JSON, with the line and the place.
struct InvalidDocument: MessageError {
  var message: Message

  /// Handed on of a line at most: of that a terminal shows as much as it has room for.
  private static let width = 400

  init(_ error: JSONError, of bytes: [UInt8], in name: String, line: Int?) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: error.line, omittingEmptySubsequences: false)
    let text = lines.indices.contains(error.line - 1) ? lines[error.line - 1] : []
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    let first = scalars.count <= Self.width ? 0 : max(0, min(error.column - Self.width / 2, scalars.count - Self.width))
    let part = scalars.dropFirst(first).prefix(Self.width)
    message = Message(
      "the input is not JSON", cause: error.message, hint: error.hint,
      source: SourceExcerpt(
        file: name, line: line ?? error.line, column: error.column,
        text: String(String.UnicodeScalarView(part)), textColumn: error.column - first))
  }

  var messages: [Message] { [message] }
  var exitStatus: Int32 { HatchetError.Code.usage.rawValue }
}
