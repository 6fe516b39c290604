package import Database
package import Store
package import Time

/// What the monitor says of its relay: how far it is, and whether one is at work.
package struct RelayState: Sendable {
  /// Goes up with each batch.
  package var moves: Int64
  /// How many attempts were written since the monitor was empty.
  package var events: Int64
  /// Of the cluster whose transaction ids the cursors hold; nil: none was read yet.
  package var systemIdentifier: Int64?
  /// Whether the monitor was emptied and is not complete again yet.
  package var isRebuilding: Bool
  /// When it wrote last; nil: never.
  package var movedAt: Timestamp?
  /// Whether a process holds the relay's place.
  package var isAlive: Bool
  /// How far the log of runs has been relayed.
  package var runs: LogCursor
  /// How far the log of attempts has been relayed.
  package var attempts: LogCursor

  /// The calls whose answers `init(_:)` takes.
  package static func calls(_ statements: Statements) -> [Call] {
    [Call(statements.once("read_relay")), Call(statements.once("read_relay_cursors"))]
  }

  package init(_ answers: some Collection<Rows>) throws(DatabaseError) {
    let answers = Array(answers)
    let row = try answers[0].only()
    moves = try row.get(0)
    events = try row.get(1)
    systemIdentifier = try row.get(2)
    isRebuilding = try row.get(3)
    movedAt = try row.get(4)
    isAlive = try row.get(5)
    var cursors: [String: LogCursor] = [:]
    for row in answers[1] { cursors[try row.get(0)] = try LogCursor(row: row) }
    guard let runs = cursors["run"], let attempts = cursors["attempt"] else {
      throw DatabaseError(.decoding, "the monitor lacks a cursor")
    }
    (self.runs, self.attempts) = (runs, attempts)
  }

  /// Whether all that `snapshot` sees has been relayed.
  package func hasPassed(_ snapshot: Snapshot) -> Bool {
    runs.snapshot.covers(snapshot) && attempts.snapshot.covers(snapshot)
  }
}

extension Snapshot {
  /// Whether this one sees all that `other` sees.
  func covers(_ other: Snapshot) -> Bool {
    xmax >= other.xmax && xip.allSatisfy { $0 >= other.xmax || !other.contains($0) }
  }
}
