/// How long a leader and a candidate wait for what they may not be told.
package struct LeaderPace: Sendable {
  /// A leader that has not beaten for so long hangs.
  package var silence = Duration.seconds(5)
  /// How often a candidate looks whether the place is free; a leader that goes says so at once.
  package var standBy = Duration.milliseconds(1500)
  /// How often a sleeping leader reads the logs all the same.
  package var poll = Duration.seconds(60)
  /// How often a leader looks at the workers if none in another process has anything to lose.
  package var look = Duration.seconds(60)

  package init() {}
}
