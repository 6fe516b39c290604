/// A child's way from spawn to result: what happened in, what to do out. No clock, no I/O.
struct ChildLifecycle {
  enum Event {
    /// The deadline has passed.
    case deadline
    /// Somebody wants it ended; nil is the request's own teardown.
    case stop(Teardown?)
    /// More output than is allowed.
    case outputTooLarge
    /// The timer that `startTimer` started has fired.
    case timer
    /// The direct child is a zombie.
    case exited
    /// Standard output and error have both reached their end.
    case pipesClosed
  }

  enum Effect: Equatable {
    case signalGroup(Signal)
    /// Replaces the one that runs.
    case startTimer(Duration)
    /// Kill what is left of the group, then reap the child: in this order, because a zombie holds the group's id.
    case buryGroup
    /// The deadline is of no more interest.
    case dropDeadline
    case finish(abandonedPipes: Bool)
  }

  private enum Phase {
    case running
    /// Its last signal was `teardown.steps[step]`, or SIGKILL if there is no such step.
    case stopping(Teardown, step: Int)
    case draining
    case finished
  }

  /// How long a pipe may stay open after the exit: only a process that has left the group can still hold it.
  static let drainBound = Duration.seconds(1)

  private let teardown: Teardown
  private var phase = Phase.running
  private var pipesAreOpen: Bool
  private(set) var reason: StopReason?

  init(teardown: Teardown, hasPipes: Bool) {
    self.teardown = teardown
    self.pipesAreOpen = hasPipes
  }

  mutating func apply(_ event: Event) -> [Effect] {
    switch event {
    case .deadline: return stop(.timedOut, by: teardown)
    case .outputTooLarge: return stop(.outputTooLarge, by: .kill)
    case .stop(let teardown): return stop(.requested, by: teardown ?? self.teardown)
    case .timer: return timerFired()
    case .exited: return exited()
    case .pipesClosed:
      pipesAreOpen = false
      guard case .draining = phase else { return [] }
      phase = .finished
      return [.finish(abandonedPipes: false)]
    }
  }

  private mutating func stop(_ reason: StopReason, by teardown: Teardown) -> [Effect] {
    switch phase {
    case .running:
      self.reason = reason
      return enter(step: 0, of: teardown) + [.dropDeadline]
    case .stopping(let current, let step):
      // A second call hurries: it may skip what is left of a grace, never prolong it.
      guard step < current.steps.count else { return [] }
      let left = current.steps[step...].reduce(Duration.zero) { $0 + $1.grace }
      let wanted = teardown.steps.reduce(Duration.zero) { $0 + $1.grace }
      return wanted < left ? enter(step: 0, of: teardown) : []
    case .draining:
      // Nothing is left to be ended; but what it had written before its exit may still be too much.
      if reason == .outputTooLarge { self.reason = self.reason ?? reason }
      return []
    case .finished:
      return []
    }
  }

  private mutating func enter(step: Int, of teardown: Teardown) -> [Effect] {
    phase = .stopping(teardown, step: step)
    guard step < teardown.steps.count else { return [.signalGroup(.kill)] }
    return [.signalGroup(teardown.steps[step].signal), .startTimer(teardown.steps[step].grace)]
  }

  private mutating func timerFired() -> [Effect] {
    switch phase {
    case .stopping(let teardown, let step) where step < teardown.steps.count:
      return enter(step: step + 1, of: teardown)
    case .draining:
      phase = .finished
      return [.finish(abandonedPipes: true)]
    case .running, .stopping, .finished:
      return []
    }
  }

  private mutating func exited() -> [Effect] {
    phase = pipesAreOpen ? .draining : .finished
    return [.dropDeadline, .buryGroup]
      + (pipesAreOpen ? [.startTimer(Self.drainBound)] : [.finish(abandonedPipes: false)])
  }
}
