import Database
import Engine
import Store

/// Runs that were read, but cannot be taken in before somebody's transaction ends: it has their key in hand. The table
/// knows of them, for the cursor is past them.
struct HeldRuns {
  /// How long to wait before asking again.
  static let pause = Duration.milliseconds(100)
  /// How many to ask for at once: each may take a moment.
  private static let limit = 20

  private var runs: [ArrivedRun]
  /// What the table holds.
  private var stored: Set<RunID>
  private var lastAsked = ContinuousClock.now

  /// - Parameter stored: what the table holds.
  init(stored: [ArrivedRun] = []) {
    runs = stored
    self.stored = Set(stored.map(\.id))
  }

  var isEmpty: Bool { runs.isEmpty }

  var versions: [VersionID] { runs.map(\.version) }

  /// Whether the table is to be written.
  var hasChanged: Bool { stored.count != runs.count || !runs.allSatisfy { stored.contains($0.id) } }

  mutating func hold(_ new: [ArrivedRun]) {
    runs += new
    if !new.isEmpty { lastAsked = .now }
  }

  /// Takes out those that a command concerns.
  mutating func take(_ wanted: Set<RunID>) -> [ArrivedRun] {
    guard !runs.isEmpty, !wanted.isEmpty else { return [] }
    let taken = runs.filter { wanted.contains($0.id) }
    runs.removeAll { wanted.contains($0.id) }
    return taken
  }

  /// Takes out some to ask for again, if it is time: whoever is held again comes last.
  mutating func takeDue() -> [ArrivedRun] {
    guard !runs.isEmpty, ContinuousClock.now - lastAsked >= Self.pause else { return [] }
    lastAsked = .now
    let taken = Array(runs.prefix(Self.limit))
    runs.removeFirst(taken.count)
    return taken
  }

  /// What goes with the next batch: from then on the table holds what is held.
  mutating func writes(_ statements: Statements) -> [Call] {
    guard hasChanged else { return [] }
    let held = Set(runs.map(\.id))
    let (gone, added) = (Array(stored.subtracting(held)), runs.map(\.id).filter { !stored.contains($0) })
    stored = held
    return (gone.isEmpty ? [] : [statements.letGo(gone)]) + (added.isEmpty ? [] : [statements.hold(added)])
  }
}
