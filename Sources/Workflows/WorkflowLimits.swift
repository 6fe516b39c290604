/// The bounds of what a workflow file may say; hatchet-workflow(5) states them.
package enum WorkflowLimits {
  package static let tasks = 4000
  package static let nameBytes = 128
  package static let retries = 0...1000
  package static let slots = 1...10_000
  /// Of anything that waits or runs: a timer beyond it is a mistake.
  package static let duration = Duration.milliseconds(1)...Duration.seconds(3650 * 86_400)
  package static let grace = Duration.zero...Duration.seconds(86_400)
  package static let backoffMaximum = Duration.milliseconds(1)...Duration.seconds(86_400)
  package static let backoffFactor = 1.0...1000.0
  /// Linux refuses a longer argument or variable of a process.
  package static let argumentBytes = 131_071
}
