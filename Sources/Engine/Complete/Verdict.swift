package import Workflows

/// Whether the end of an attempt is the end of its task: the one rule, for the engine and for the worker that writes the
/// record of an attempt.
package enum Verdict {
  /// `failures`: those counted before this attempt (`Assignment.failures`, `LiveTask.failures`).
  package static func isFinal(
    _ outcome: Outcome, exitCode: Int32?, retry: Report.RetryHint, failures: Int32, policy: RetryPolicy
  ) -> Bool {
    guard outcome == .failed || outcome == .timedOut else { return isFinal(outcome) }
    return failures >= policy.retries || retry == .never
      || exitCode.map { policy.noRetryExitCodes.contains($0) } ?? false
  }

  /// While a cancel is under way. What completed before the order reached it has an output, and completed it is;
  /// whatever else is not final by itself is followed by a verdict `cancelled` with a number of its own, and is not
  /// tried again.
  static func isFinal(_ outcome: Outcome) -> Bool {
    switch outcome {
    case .completed, .skipped, .cancelled: true
    case .failed, .timedOut, .lost, .deferred, .released: false
    }
  }
}
