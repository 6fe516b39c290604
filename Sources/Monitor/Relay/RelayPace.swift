/// How often a relay writes, and how long it waits for what it may not be told.
package struct RelayPace: Sendable {
  /// What comes within this after a batch goes into the next one, unless somebody waits for it.
  package var pause = Duration.milliseconds(200)
  /// What comes within this after a rest goes into one batch, unless somebody waits for it.
  package var gathering = Duration.milliseconds(50)
  /// How often it looks at the logs unasked: for what nobody has told it of, as runs that nobody has taken in.
  package var poll = Duration.seconds(60)
  /// How often it tries to take the place of another.
  package var standBy = Duration.seconds(1)
  /// A relay whose process leads no more and that has not gone within this is ended.
  package var silence = Duration.seconds(3)
  /// How long it goes on at most when it is asked to leave, to complete what it can.
  package var farewell = Duration.seconds(5)
  /// Between tries while the monitor cannot be reached: from the first to the most.
  package var firstRetry = Duration.milliseconds(100)
  package var longestRetry = Duration.seconds(10)

  package init() {}
}
