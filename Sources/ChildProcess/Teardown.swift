/// How a child is brought to its end: signals to its process group, each with the time it has to act on it, then
/// SIGKILL.
package struct Teardown: Equatable, Sendable {
  package struct Step: Equatable, Sendable {
    package var signal: Signal
    package var grace: Duration

    package init(_ signal: Signal, grace: Duration) {
      self.signal = signal
      self.grace = grace
    }
  }

  /// SIGKILL follows the last one's grace; with no step it comes at once.
  package var steps: [Step]

  package init(_ steps: [Step]) {
    self.steps = steps
  }

  /// SIGTERM, `grace`, SIGKILL.
  package static func terminate(grace: Duration) -> Teardown {
    Teardown([Step(.terminate, grace: grace)])
  }

  /// SIGKILL at once.
  package static let kill = Teardown([])

  /// SIGTERM, 10 seconds, SIGKILL.
  package static let standard = terminate(grace: .seconds(10))
}
