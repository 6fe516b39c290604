import Time
import Workflows

extension Backoff {
  /// The pause before the `number`-th retry (from 1): between nothing and `bound(beforeRetry:)`, the same for the same
  /// seed, task and attempt. Full jitter spreads a crowd that failed together best, and a pure function lets a
  /// simulation be played again.
  func pause(beforeRetry number: Int, seed: UInt64, task: TaskID, attempt: Int32) -> Duration {
    let bound = UInt64(Swift.max(0, bound(beforeRetry: number).microseconds))
    let noise = Self.mix(Self.mix(seed ^ UInt64(bitPattern: task.rawValue)) ^ UInt64(UInt32(bitPattern: attempt)))
    return .microseconds(Int64(noise.multipliedFullWidth(by: bound + 1).high))
  }

  /// The finaliser of SplitMix64.
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
