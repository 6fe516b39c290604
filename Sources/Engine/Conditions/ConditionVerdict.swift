/// What a task's conditions and parents come to.
package enum ConditionVerdict: Hashable, Sendable {
  /// They may yet come to something else.
  case open
  case pass
  case skip(String)
  case cancel(String)
  case fail(String)
}

extension TaskConditions {
  package typealias Parent = (ordinal: Int, name: String, final: Status?)

  /// The rule: skip beats cancel beats queue, whatever the order in which parents end. So nothing else is decided as long
  /// as a parent may yet skip the task; what an event or the time decides is decided at once.
  ///
  /// - Parameters:
  ///   - truths: of the leaves.
  ///   - parents: of each parent its ordinal, its name, and its status if it is final.
  ///   - error: what is told of a broken leaf.
  package func verdict(
    _ truths: [Truth], parents: [Parent], error: @autoclosure () -> String
  ) -> ConditionVerdict {
    let skip = Truth.any(skipIf.lazy.map { Self.truth($0, truths) })
    if skip == .holds { return .skip("its skip_if holds") }
    let gate = Truth.all(gates.values.lazy.map { truths[$0] })
    if gate == .open || skipIf.contains(where: { hasOpenParent($0, truths) }) { return .open }
    if skip == .broken { return .fail("its skip_if: " + error()) }
    if gate == .broken { return .fail("its needs: " + error()) }
    if let closed = gates.keys.sorted().first(where: { truths[gates[$0]!] == .fails }) {
      let name = parents.first { $0.ordinal == closed }?.name ?? ""
      return .skip("what it needs of '\(name)' is not so")
    }
    switch Truth.any(cancelIf.lazy.map({ Self.truth($0, truths) })) {
    case .holds: return .cancel("its cancel_if holds")
    case .broken: return .fail("its cancel_if: " + error())
    case .open where cancelIf.contains { hasOpenParent($0, truths) }: return .open
    case .open, .fails: break
    }
    let ruled = parents.filter { gates[$0.ordinal] == nil }
    if let culprit = ruled.first(where: { $0.final == .failed || $0.final == .cancelled }) {
      return .cancel("parent '\(culprit.name)' failed or was cancelled")
    }
    guard parents.allSatisfy({ $0.final != nil }) else { return .open }
    if !ruled.isEmpty, ruled.count == parents.count, ruled.allSatisfy({ $0.final == .skipped }) {
      return .skip("all its parents were skipped")
    }
    switch Truth.all(waitFor.lazy.map({ Self.truth($0, truths) })) {
    case .open: return .open
    case .holds: return .pass
    case .fails: return .skip("its wait_for can no longer come true")
    case .broken: return .fail("its wait_for: " + error())
    }
  }

  /// Whether a parent that is not final, or not judged yet, has a say in an open tree.
  private func hasOpenParent(_ tree: Tree, _ truths: [Truth]) -> Bool {
    guard Self.truth(tree, truths) == .open else { return false }
    switch tree {
    case .leaf(let index):
      guard case .parent = leaves[index] else { return false }
      return true
    case .any(let parts), .all(let parts): return parts.contains { hasOpenParent($0, truths) }
    }
  }
}
