package import Time

/// The rules: what becomes of tasks, as a pure state machine. Inputs in, effects out; no clock, no I/O, no randomness.
///
/// A leader feeds it what it has read since the last time, commits the `Batch` that comes out, carries it out, and comes
/// back at `nextWake` or sooner.
package struct Engine: Sendable {
  /// How many times a task may lose its worker before it fails.
  package static let lossBudget: Int32 = 10

  let seed: UInt64

  /// `seed` decides the jitter.
  package init(seed: UInt64 = 0) {
    self.seed = seed
  }

  /// Takes inputs, lets due timers fire, hands tasks to workers.
  package mutating func apply(_ inputs: [Input], now: Timestamp) -> Batch {
    Batch()
  }

  package mutating func apply(_ input: Input, now: Timestamp) -> Batch { apply([input], now: now) }

  /// When to `apply` a tick at the latest; nil if time changes nothing. May be in the past.
  package var nextWake: Timestamp? { nil }
}
