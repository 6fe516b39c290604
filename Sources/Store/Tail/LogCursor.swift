package import Database
package import Time

/// How far a reader has come in one log, exactly once and in spite of transactions that commit out of order: it has
/// read all that `snapshot` sees. The next read takes what has become visible since; if that is too much for one read,
/// it goes towards a fixed `target` in pieces.
///
/// `floor` prunes partitions: no unread row is older. A row is never older than its transaction's id, so a transaction
/// that the snapshot did not know yet writes rows younger than the snapshot; one that it knew to be in progress has the
/// bound from the last snapshot that did not know it.
package struct LogCursor: Hashable, Sendable {
  package enum Log: String, CaseIterable, Sendable {
    case run
    case command
    case attempt
    case event
  }

  /// The place of a row in a log.
  package struct Position: Hashable, Sendable {
    package var xid: TransactionID
    package var id: Int64

    package init(xid: TransactionID, id: Int64) {
      self.xid = xid
      self.id = id
    }
  }

  /// A snapshot, and a time not after it.
  package struct Reading: Hashable, Sendable {
    package var snapshot: Snapshot
    package var takenAt: Timestamp

    package init(snapshot: Snapshot, takenAt: Timestamp) {
      self.snapshot = snapshot
      self.takenAt = takenAt
    }
  }

  /// Where a read in pieces ends, and how far it is.
  package struct Target: Hashable, Sendable {
    package var snapshot: Snapshot
    package var floor: Timestamp
    package var position: Position
  }

  package private(set) var snapshot: Snapshot
  package private(set) var floor: Timestamp
  package private(set) var target: Target?
  /// When `snapshot` was taken, or earlier.
  private var takenAt: Timestamp
  /// For transactions in progress in `snapshot`: no row of theirs is older. Without an entry it is `floor`.
  private var bounds: [TransactionID: Timestamp] = [:]

  package init(snapshot: Snapshot, floor: Timestamp, target: Target? = nil) {
    self.snapshot = snapshot
    self.floor = floor
    self.target = target
    takenAt = floor
  }

  /// The rows of a read come after this one.
  package var position: Position { target?.position ?? Position(xid: TransactionID(0), id: 0) }

  /// All that `reading` sees was read; if the cursor was on its way to a target, all that the target sees.
  package mutating func complete(_ reading: Reading) {
    if let target {
      // Bounds were not kept for the target: its floor holds for every transaction in progress.
      self = LogCursor(snapshot: target.snapshot, floor: target.floor)
    } else {
      (bounds, floor) = (nextBounds(reading), nextFloor(reading))
      (snapshot, takenAt) = (reading.snapshot, reading.takenAt)
    }
  }

  /// `reading` sees more; what it sees was read up to and with `position`.
  package mutating func pause(_ reading: Reading, at position: Position) {
    if target == nil {
      target = Target(snapshot: reading.snapshot, floor: nextFloor(reading), position: position)
    } else {
      target?.position = position
    }
  }

  private func nextBounds(_ reading: Reading) -> [TransactionID: Timestamp] {
    var next: [TransactionID: Timestamp] = [:]
    for xid in reading.snapshot.xip {
      next[xid] = xid >= snapshot.xmax ? takenAt : bounds[xid] ?? floor
    }
    return next
  }

  private func nextFloor(_ reading: Reading) -> Timestamp {
    min(reading.takenAt, nextBounds(reading).values.min() ?? reading.takenAt)
  }
}
