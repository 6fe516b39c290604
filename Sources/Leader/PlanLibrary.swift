import Engine
import Store

/// The plans of the workflow versions that runs name, loaded when they are first met.
struct PlanLibrary: Sendable {
  private(set) var known: [VersionID: Plan] = [:]
  /// Of those with idempotency.
  private(set) var keys: [VersionID: KeyRule] = [:]

  /// Loads those of `versions` that are not known yet, and returns them. One whose definition this binary cannot read is
  /// left out: the engine warns of its runs.
  mutating func load(_ versions: some Sequence<VersionID>, from leadership: Leadership) async throws(StoreError)
    -> [VersionID: Plan]
  {
    let unknown = Set(versions).subtracting(known.keys)
    guard !unknown.isEmpty else { return [:] }
    var loaded: [VersionID: Plan] = [:]
    for (version, definition) in try await leadership.loadDefinitions(of: Array(unknown)) {
      guard let workflow = definition.workflow, let plan = try? Plan(workflow) else { continue }
      loaded[version] = plan
      keys[version] = KeyRule(workflow)
    }
    known.merge(loaded) { old, _ in old }
    return loaded
  }

  /// Versions with tasks that wait for more than their parents.
  var withConditions: [VersionID] {
    known.filter { $0.value.tasks.contains { $0.conditions != nil } }.map(\.key)
  }

  /// Whether the end of a run may free a key.
  var freesKeys: Bool { keys.values.contains(where: \.isFreedAtEnd) }

  /// Versions with more than one task: only of these the finished tasks matter.
  var withSeveralTasks: [VersionID] { known.filter { $0.value.tasks.count > 1 }.map(\.key) }
}
