/// What a task's conditions and parents come to.
package enum ConditionVerdict: Hashable, Sendable {
  /// They may yet come to something else.
  case open
  case pass
  case skip(String)
  case cancel(String)
  /// A leaf that decides is broken: which of its conditions it belongs to, and the leaf.
  case fail(String, leaf: Int)
}

extension TaskConditions {
  package typealias Parent = (ordinal: Int, name: String, final: Status?)

  /// The rule: skip beats cancel beats queue, whatever the order in which parents end. So nothing else is decided as long
  /// as a parent may yet skip the task; what an event or the time decides is decided at once.
  ///
  /// - Parameters:
  ///   - truths: of the leaves.
  ///   - parents: of each parent its ordinal, its name, and its status if it is final.
  package func verdict(_ truths: [Truth], parents: [Parent]) -> ConditionVerdict {
    let skip = Truth.any(skipIf.lazy.map { Self.truth($0, truths) })
    if skip == .holds { return .skip("its skip_if holds") }
    let gate = Truth.all(gates.values.lazy.map { truths[$0] })
    if gate == .open || skipIf.contains(where: { hasOpenParent($0, truths) }) { return .open }
    if skip == .broken { return failure("skip_if", skipIf, truths) }
    if gate == .broken { return failure("needs", gates.values.sorted().map { .leaf($0) }, truths) }
    if let closed = gates.keys.sorted().first(where: { truths[gates[$0]!] == .fails }) {
      let name = parents.first { $0.ordinal == closed }?.name ?? ""
      return .skip("what it needs of '\(name)' is not so")
    }
    switch Truth.any(cancelIf.lazy.map({ Self.truth($0, truths) })) {
    case .holds: return .cancel("its cancel_if holds")
    case .broken: return failure("cancel_if", cancelIf, truths)
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
    case .broken: return failure("wait_for", waitFor, truths)
    }
  }

  private func failure(_ name: String, _ trees: [Tree], _ truths: [Truth]) -> ConditionVerdict {
    let leaf = trees.lazy.compactMap { Self.brokenLeaf($0, truths) }.first ?? 0
    return .fail("its \(name)", leaf: leaf)
  }

  /// The first broken leaf that makes a tree broken.
  private static func brokenLeaf(_ tree: Tree, _ truths: [Truth]) -> Int? {
    guard truth(tree, truths) == .broken else { return nil }
    switch tree {
    case .leaf(let index): return index
    case .any(let parts), .all(let parts): return parts.lazy.compactMap { brokenLeaf($0, truths) }.first
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
