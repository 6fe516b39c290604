import Database
import Store
import TestRandom
import TestSupport
import Testing
import Time

/// The cursor against a model of a log: transactions that begin, write, commit, roll back and hang in any order, under a
/// clock that the test moves; the reader prunes exactly by the floor.
@Suite struct LogCursorTests {
  @Test(arguments: 0..<200) func readsEveryCommittedRowOnce(round: Int) {
    let seed = Dice.seed &+ UInt64(round)
    var model = ModelLog(seed: seed)
    for _ in 0..<400 { model.step() }
    model.settle()
    #expect(model.read.count == Set(model.read).count, "read twice, seed \(seed)")
    #expect(Set(model.read) == model.committed, "lost, seed \(seed)")
  }

  @Test func theFloorFollowsTheReadsOfAQuietLog() {
    var cursor = LogCursor(snapshot: snapshot(3, 3), floor: time(0))
    cursor.complete(.init(snapshot: snapshot(10, 10), takenAt: time(50)))
    #expect(cursor.floor == time(50))
    cursor.complete(.init(snapshot: snapshot(20, 20), takenAt: time(90)))
    #expect(cursor.floor == time(90))
  }

  @Test func theFloorWaitsForTheOldestTransactionAndNotForItsCommit() {
    var cursor = LogCursor(snapshot: snapshot(10, 10), floor: time(100))
    // 12 got its id after the reading at 100.
    cursor.complete(.init(snapshot: snapshot(12, 15, [12]), takenAt: time(200)))
    #expect(cursor.floor == time(100))
    // 15 got its id after the reading at 200; 12 is still there.
    cursor.complete(.init(snapshot: snapshot(12, 20, [12, 15]), takenAt: time(300)))
    #expect(cursor.floor == time(100))
    cursor.complete(.init(snapshot: snapshot(15, 25, [15]), takenAt: time(400)))
    #expect(cursor.floor == time(200))
  }

  @Test func aCursorThatWasStoredKeepsTheFloorOfWhatIsInProgress() {
    var cursor = LogCursor(snapshot: snapshot(10, 10), floor: time(100))
    cursor.complete(.init(snapshot: snapshot(12, 15, [12]), takenAt: time(200)))
    var stored = LogCursor(snapshot: cursor.snapshot, floor: cursor.floor)
    stored.complete(.init(snapshot: snapshot(12, 20, [12]), takenAt: time(300)))
    #expect(stored.floor == time(100))
  }

  @Test func aReadInPiecesKeepsItsTarget() {
    var cursor = LogCursor(snapshot: snapshot(10, 10), floor: time(100))
    cursor.pause(.init(snapshot: snapshot(20, 20), takenAt: time(200)), at: .init(xid: TransactionID(12), id: 7))
    cursor.pause(.init(snapshot: snapshot(30, 30), takenAt: time(300)), at: .init(xid: TransactionID(14), id: 9))
    #expect(cursor.target?.snapshot == snapshot(20, 20))
    #expect(cursor.position == .init(xid: TransactionID(14), id: 9))
    #expect(cursor.snapshot == snapshot(10, 10))
    cursor.complete(.init(snapshot: snapshot(40, 40), takenAt: time(400)))
    #expect(cursor.snapshot == snapshot(20, 20))
    #expect(cursor.target == nil)
    #expect(cursor.position == .init(xid: TransactionID(0), id: 0))
    // What began after the target's snapshot may be as old as that: not as the reading that ended it.
    #expect(cursor.floor <= time(200))
  }

  private func snapshot(_ xmin: UInt64, _ xmax: UInt64, _ xip: [UInt64] = []) -> Snapshot {
    Snapshot(xmin: TransactionID(xmin), xmax: TransactionID(xmax), xip: xip.map(TransactionID.init))
  }

  private func time(_ second: Int64) -> Timestamp { Timestamp(microseconds: second * 1_000_000) }
}

/// A log, its writers and its reader.
private struct ModelLog {
  private struct Row {
    var position: LogCursor.Position
    var createdAt: Timestamp
  }

  private var dice: Dice
  private var clock = Timestamp(microseconds: 1_000_000)
  private var nextXID: UInt64 = 3
  private var nextID: Int64 = 1
  private var open: [TransactionID: [Row]] = [:]
  private var visible: [Row] = []
  private var cursor: LogCursor
  private(set) var committed: Set<LogCursor.Position> = []
  private(set) var read: [LogCursor.Position] = []

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    cursor = LogCursor(
      snapshot: Snapshot(xmin: TransactionID(3), xmax: TransactionID(3)), floor: Timestamp(microseconds: 0))
  }

  mutating func step() {
    // Mostly moments, sometimes days: a transaction may be open over midnight.
    clock = clock + (dice.oneIn(20) ? .seconds(86_400) : .microseconds(Int64.random(in: 0...5, using: &dice)))
    switch Int.random(in: 0..<10, using: &dice) {
    case 0, 1:
      open[TransactionID(nextXID)] = []
      nextXID += 1
    case 2, 3, 4:
      guard let xid = open.keys.sorted().randomElement(using: &dice) else { return }
      open[xid]?.append(Row(position: .init(xid: xid, id: nextID), createdAt: clock))
      nextID += 1
    case 5, 6:
      guard let xid = open.keys.sorted().randomElement(using: &dice) else { return }
      end(xid, commits: !dice.oneIn(3))
    default:
      readOnce()
    }
  }

  /// All transactions end, and the reader reads to the end.
  mutating func settle() {
    for xid in open.keys.sorted() { end(xid, commits: dice.oneIn(2)) }
    for _ in 0..<1000 where readOnce() || cursor.target != nil {}
    readOnce()
  }

  private mutating func end(_ xid: TransactionID, commits: Bool) {
    let rows = open.removeValue(forKey: xid) ?? []
    guard commits else { return }
    visible += rows
    committed.formUnion(rows.map(\.position))
  }

  /// True if there was something.
  @discardableResult
  private mutating func readOnce() -> Bool {
    // The transaction of the read begins, others go on, its snapshot is taken.
    let takenAt = clock
    if dice.oneIn(2) { clock = clock + .microseconds(3) }
    let xmax = TransactionID(nextXID)
    let xip = open.keys.sorted()
    let reading = LogCursor.Reading(
      snapshot: Snapshot(xmin: xip.first ?? xmax, xmax: xmax, xip: xip), takenAt: takenAt)

    let limit = Int.random(in: 1...6, using: &dice)
    let before = cursor
    let found =
      visible
      .filter { row in
        let xid = row.position.xid
        return (xid >= before.snapshot.xmax || before.snapshot.xip.contains(xid)) && row.createdAt >= before.floor
          && (xid, row.position.id) > (before.position.xid, before.position.id)
          && before.target?.snapshot.contains(xid) ?? true
      }
      .map(\.position).sorted { ($0.xid, $0.id) < ($1.xid, $1.id) }.prefix(limit)
    read += found
    if found.count < limit {
      cursor.complete(reading)
    } else if let last = found.last {
      cursor.pause(reading, at: last)
    }
    // Another leader starts from what is stored.
    if dice.oneIn(4) { cursor = LogCursor(snapshot: cursor.snapshot, floor: cursor.floor, target: cursor.target) }
    return !found.isEmpty
  }
}
