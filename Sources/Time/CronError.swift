/// A cron expression that cannot be meant.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In git's style: lower case, no full stop, which field and what is wrong with it.
  package var message: String
  /// What would have been right.
  package var hint: String?
  /// What it is about, as a part of the expression: offsets in Unicode scalars, never empty.
  package var place: Range<Int>

  init(_ message: String, hint: String? = nil, at place: Range<Int>) {
    self.message = message
    self.hint = hint
    self.place = place.isEmpty ? place.lowerBound..<place.lowerBound + 1 : place
  }

  package var description: String { message }
}
