import Engine
import Store
import Workflows

// Runs of workflows with `idempotency`: who has a key runs, who lost it is told so. The keys are committed before the
// runs are taken in; a leader that dies in between has done no harm, for the next one finds that each has its key.
extension LeaderLoop {
  /// Inputs may be large: so many are in memory at once.
  private static let keysAtOnce = 200

  /// Adds to what has arrived its right to run, if there is a question: what cannot be told yet is held back, what was held
  /// before comes with it.
  ///
  /// - Parameter commanded: they are not held back: what was asked of them would be lost.
  mutating func admit(_ arrived: [ArrivedRun], commanded: Set<RunID>) async throws(StoreError) -> [ArrivedRun] {
    let forced = held.take(commanded)
    let asked = held.takeDue() + arrived.filter { plans.keys[$0.version] != nil }
    guard !asked.isEmpty else { return arrived + forced }
    housekeeper.noteKeys()
    var runs = forced + arrived.filter { plans.keys[$0.version] == nil }
    let inOrder = asked.sorted { $0.id.number < $1.id.number }
    for start in stride(from: 0, to: inOrder.count, by: Self.keysAtOnce) {
      let some = Array(inOrder[start..<min(start + Self.keysAtOnce, inOrder.count)])
      let verdicts = try await verdicts(some.filter { plans.keys[$0.version] != nil })
      for var run in some {
        switch verdicts[run.id] {
        case .wait where !commanded.contains(run.id): held.hold([run])
        case .reject(let rejection):
          run.rejection = rejection
          runs.append(run)
        case .wait, .run, nil: runs.append(run)
        }
      }
    }
    return runs
  }

  private enum KeyVerdict {
    case run
    case reject(Rejection)
    case wait
  }

  /// A run that is not on record has none.
  private func verdicts(_ runs: [ArrivedRun]) async throws(StoreError) -> [RunID: KeyVerdict] {
    guard !runs.isEmpty else { return [:] }
    let versions = Dictionary(runs.map { ($0.id, $0.version) }) { first, _ in first }
    var verdicts: [RunID: KeyVerdict] = [:]
    var claims: [Leadership.KeyClaim] = []
    for run in try await leadership.loadKeyed(runs.map(\.id)).sorted(by: { $0.id.number < $1.id.number }) {
      guard !run.isHolder, let rule = versions[run.id].flatMap({ plans.keys[$0] }) else {
        verdicts[run.id] = .run
        continue
      }
      do throws(RunKeyExpression.Failure) {
        claims.append(try rule.claim(of: run))
      } catch {
        verdicts[run.id] = .reject(.withoutKey(error.message))
      }
    }
    let holders = claims.isEmpty ? [:] : try await leadership.claim(claims)
    for run in claims.map(\.run) {
      verdicts[run] = holders[run].map { $0.number == run.number ? .run : .reject(.duplicate(of: $0)) } ?? .wait
    }
    return verdicts
  }
}
