extension Engine {
  /// The tasks that listen for the event.
  mutating func wake(by event: ArrivedEvent) {}
}
