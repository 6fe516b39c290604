/// The keys that are understood and checked, but refused since the engine does not act on them yet.
///
/// Whoever makes the engine act on one deletes it here, and says in hatchet-workflow(5) what it does.
package struct SupportedKeys: Sendable {
  package var workflowNotYet: Set<WorkflowKey> = []
  package var taskNotYet: Set<TaskKey> = []
  package var needNotYet: Set<NeedKey> = []

  /// What the engine acts on.
  package static let engine = SupportedKeys(
    workflowNotYet: [
      .concurrency,
      .sticky,
    ],
    taskNotYet: [
      .handler,
      .http,
      .concurrency,
      .rateLimits,
      .durable,
    ],
    needNotYet: [])

  /// All that the format has: what tests of the format use.
  package static let all = SupportedKeys()

  func refuses(_ key: some FieldKey) -> Bool {
    switch key {
    case let key as WorkflowKey: workflowNotYet.contains(key)
    case let key as TaskKey: taskNotYet.contains(key)
    case let key as NeedKey: needNotYet.contains(key)
    default: false
    }
  }
}
