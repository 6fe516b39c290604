/// What is wrong with an expression, or what went wrong when it was evaluated, and where in its text.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Not the language's grammar.
    case syntax
    /// A variable that is not declared, or that got no value.
    case unknownVariable
    case unknownFunction
    /// Operands or arguments of types that do not go together.
    case noOverload
    /// The result has another type than the one asked for.
    case wrongResult
    case noSuchKey
    case divisionByZero
    /// A number, time or duration out of range, or an index out of bounds.
    case outOfRange
    /// A value that a function cannot take: a text that is no number, a pattern that is none.
    case invalidArgument
    /// More depth, steps or size than `ExpressionLimits` allow; nothing absorbs it.
    case limit
  }

  package var code: Code
  /// In git's style. It names what the expression says, never what the data holds.
  package var message: String
  package var hint: String?
  /// Where in the source, in bytes, from 0.
  package var offset: Int
  /// From 1.
  package var line: Int
  /// From 1, in Unicode scalars.
  package var column: Int
  /// How many scalars of that line are meant, at least 1.
  package var length: Int

  package var description: String { "line \(line), column \(column): \(message)" }
}

/// An error without its place in lines and columns, which cost a look at the source: `&&` and `||` throw many away.
struct Failure: Error, Hashable, Sendable {
  var code: ExpressionError.Code
  var message: String
  var hint: String?
  /// Bytes of the source.
  var place: Place

  init(_ code: ExpressionError.Code, _ message: String, hint: String? = nil, at place: Place = .start) {
    self.code = code
    self.message = message
    self.hint = hint
    self.place = place
  }

  /// Whether it ends the evaluation whatever surrounds it.
  var isFinal: Bool { code == .limit }

  static func noOverload(_ function: String, _ types: [String], at place: Place = .start) -> Failure {
    Failure(
      .noOverload, "no matching overload for '\(function)' applied to (\(types.joined(separator: ", ")))", at: place)
  }

  /// The first of the two that is known.
  func placed(at other: Place) -> Failure {
    guard place == .start else { return self }
    var copy = self
    copy.place = other
    return copy
  }

  func error(in source: String) -> ExpressionError {
    let bytes = Array(source.utf8)
    let start = min(Int(place.start), bytes.count)
    let end = min(max(start, Int(place.end)), bytes.count)
    let before = bytes[..<start]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let meant = bytes[start..<end].prefix { $0 != 0x0A }
    return ExpressionError(
      code: code, message: message, hint: hint, offset: start, line: before.count { $0 == 0x0A } + 1,
      column: String(decoding: bytes[lineStart..<start], as: UTF8.self).unicodeScalars.count + 1,
      length: max(1, String(decoding: meant, as: UTF8.self).unicodeScalars.count))
  }
}

/// A part of the source, in bytes.
struct Place: Hashable, Sendable {
  var start: Int32
  var end: Int32

  static let start = Place(0, 0)

  init(_ start: Int, _ end: Int) {
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: end)
  }

  func to(_ other: Place) -> Place {
    var copy = self
    copy.end = max(end, other.end)
    return copy
  }
}
