/// A time or a duration that cannot be read.
package struct TimeError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case invalidDuration, invalidTime, invalidDay, invalidZone, outOfRange
  }

  package var code: Code
  /// In git's style: lower case, no full stop, the text in quotes.
  package var message: String
  /// What would have been right.
  package var hint: String?

  package init(code: Code, message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  package var description: String { message }
}
