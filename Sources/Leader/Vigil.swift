import Database

/// When the leader polls, and when it asks to be notified instead.
///
/// A commit that notifies takes a lock of the whole database, so writers notify only a leader that says it sleeps; but
/// one that says so at a trickle of work is notified at a trickle, which costs nothing, so it wakes up only under load.
/// Falling asleep has a race: a writer may have read "awake" and not have committed yet. So the leader goes on polling
/// until every transaction that was in flight when it said that it sleeps has ended.
struct Vigil: Equatable, Sendable {
  enum State: Equatable, Sendable {
    /// Writers do not notify: poll without a pause.
    case awake
    /// "asleep" is in the batch that is about to be committed.
    case asking
    /// Transactions before this one may not know yet.
    case settling(TransactionID)
    case asleep
  }

  /// What to say in the next batch.
  enum Order: Equatable, Sendable {
    case sayAsleep
    case sayAwake
  }

  /// A read that found so many rows at once means load.
  static let load = 64
  /// So many reads in a row that found something mean load, too.
  static let streak = 16

  private(set) var state = State.awake
  private var busyReads = 0
  private var settlingReads = 0

  /// Takes note of a read: how many rows were new, and its snapshot.
  mutating func observe(found: Int, _ snapshot: Snapshot) -> Order? {
    busyReads = found > 0 ? busyReads + 1 : 0
    let isLoaded = found >= Self.load || busyReads >= Self.streak
    switch state {
    case .awake:
      guard found == 0 else { return nil }
      state = .asking
      return .sayAsleep
    case .asking:
      state = .settling(snapshot.xmax)
      settlingReads = 0
      return nil
    case .settling(let horizon):
      settlingReads += 1
      if snapshot.xmin >= horizon { state = .asleep }
    case .asleep:
      break
    }
    guard isLoaded else { return nil }
    state = .awake
    return .sayAwake
  }

  /// Takes note of an exchange without a read, for nobody had notified it of anything.
  mutating func observeSilence() { busyReads = 0 }

  /// How long to rest after a read that found nothing; nil: until notified.
  var rest: Duration? {
    switch state {
    case .awake, .asking: .zero
    case .settling: .milliseconds(min(50, 1 << min(settlingReads, 6)))
    case .asleep: nil
    }
  }
}
