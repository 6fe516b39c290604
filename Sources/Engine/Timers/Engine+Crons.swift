import Time

extension Engine {
  /// Lets the schedules that are due enqueue their runs. These come back by the log, as everybody's do.
  mutating func fireCrons() {
    batch.cronMoves += crons.due(at: now) { workflow in
      guard let known = registry.workflows[workflow] else { return false }
      return known.pausedSince != nil && known.dropsCrons
    }
  }
}
