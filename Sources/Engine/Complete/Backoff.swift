package import Time

/// How long to wait before the next attempt: exponential, capped, with full jitter.
package struct Backoff: Hashable, Sendable {
  /// What the cap is multiplied by from one failure to the next; 0 is "again at once".
  package var factor: Double
  package var max: Duration

  package init(factor: Double = 2, max: Duration = .seconds(300)) {
    self.factor = factor
    self.max = max
  }

  /// The longest wait after the `count`-th failure (from 1): `min(max, 1 s * factor^(count - 1))`.
  package func cap(count: Int32) -> Duration {
    guard factor > 0 else { return .zero }
    // By squaring: a task may be deferred thousands of times with a factor of 1.
    var power = 1.0
    var base = factor
    var exponent = Swift.max(0, count - 1)
    while exponent > 0 {
      if exponent & 1 == 1 { power *= base }
      base *= base
      exponent >>= 1
    }
    let limit = Double(max.microseconds)
    return .microseconds(Int64(Swift.min(limit, power * 1_000_000)))
  }

  /// A wait between zero and `cap`, the same for the same seed, task and attempt: full jitter spreads a crowd that
  /// failed together best, and a pure function lets a simulation be played again.
  package func delay(count: Int32, seed: UInt64, task: TaskID, attempt: Int32) -> Duration {
    let cap = UInt64(Swift.max(0, cap(count: count).microseconds))
    let noise = Self.mix(Self.mix(seed ^ UInt64(bitPattern: task.rawValue)) ^ UInt64(UInt32(bitPattern: attempt)))
    return .microseconds(Int64(noise.multipliedFullWidth(by: cap + 1).high))
  }

  /// The finaliser of SplitMix64.
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
