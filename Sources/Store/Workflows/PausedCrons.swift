/// What becomes of the ticks of a workflow's crons while it is paused.
package enum PausedCrons: String, CaseIterable, Sendable {
  /// Their runs wait with the others.
  case queue
  /// They have no run.
  case drop
}
