extension Engine {
  /// An event starts runs of the workflows that it triggers, and wakes the tasks that wait for it.
  mutating func take(_ event: ArrivedEvent) {
    startRuns(by: event)
    wake(by: event)
  }
}
