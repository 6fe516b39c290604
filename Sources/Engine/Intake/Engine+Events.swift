extension Engine {
  /// An event starts runs of the workflows that it triggers, and wakes the tasks that wait for it.
  mutating func take(_ event: ArrivedEvent) {
    let heard = HeardEvent(event)
    startRuns(by: heard)
    wake(by: heard)
  }
}
