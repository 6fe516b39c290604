extension Engine {
  /// A run of each workflow that the event triggers.
  mutating func startRuns(by event: ArrivedEvent) {}
}
