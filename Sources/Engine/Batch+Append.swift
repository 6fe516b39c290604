extension Batch {
  /// Joins what was decided next: both are committed together, as if one after the other.
  package mutating func append(_ next: Batch) {
    delete(next.liveDeletes)
    liveInserts += next.liveInserts
    update(next.liveUpdates, next.lateRecords)
    attempts += next.attempts
    recorded += next.recorded
    refused += next.refused
    starts += next.starts
    stops += next.stops
    runsFinished += next.runsFinished
    deferrals += next.deferrals
    emptiedBlocks += next.emptiedBlocks
    shrunkBlocks += next.shrunkBlocks
    wantedBlocks += next.wantedBlocks
    eventRuns += next.eventRuns
    eventMatches += next.eventMatches
    questions += next.questions
    cronMoves += next.cronMoves
    warnings += next.warnings
  }

  /// Whether it only tells what has ended: nothing is to happen when it is committed.
  package var holdsRecordsAlone: Bool {
    !recorded.isEmpty && starts.isEmpty && stops.isEmpty && liveInserts.isEmpty && liveUpdates.isEmpty
      && attempts.isEmpty && deferrals.isEmpty && emptiedBlocks.isEmpty && shrunkBlocks.isEmpty
      && eventRuns.isEmpty && eventMatches.isEmpty && cronMoves.isEmpty
  }

  /// The runs of which it writes more than the end of a row: what is in the tables of them is not yet as it will be.
  package var unsettledRuns: Set<Int64> {
    var runs: Set<Int64> = []
    for row in liveInserts { runs.insert(row.id.runNumber) }
    for row in liveUpdates { runs.insert(row.id.runNumber) }
    for recorded in recorded { runs.insert(recorded.task.runNumber) }
    for attempt in attempts { runs.insert(attempt.task.runNumber) }
    return runs
  }

  private mutating func delete(_ ids: [TaskID]) {
    // Nearly always nothing of it was written just before.
    guard !liveInserts.isEmpty || !liveUpdates.isEmpty || !lateRecords.isEmpty else {
      liveDeletes += ids
      return
    }
    let gone = Set(ids)
    let inserted = Set(liveInserts.lazy.map(\.id).filter(gone.contains))
    liveInserts.removeAll { inserted.contains($0.id) }
    liveUpdates.removeAll { gone.contains($0.id) }
    lateRecords.removeAll { gone.contains($0.id) }
    // What was never in the table need not leave it; what was replayed has left it already.
    liveDeletes += ids.filter { !inserted.contains($0) }
  }

  private mutating func update(_ rows: [LiveTask], _ late: [LiveTask]) {
    guard !rows.isEmpty || !late.isEmpty else { return }
    var inserts: [TaskID: Int] = [:]
    for (index, row) in liveInserts.enumerated() { inserts[row.id] = index }
    var updates: [TaskID: Int] = [:]
    for (index, row) in liveUpdates.enumerated() { updates[row.id] = index }
    let superseded = Set(rows.lazy.map(\.id)).union(late.lazy.map(\.id))
    lateRecords.removeAll { superseded.contains($0.id) }
    for row in rows {
      if let index = inserts[row.id] {
        liveInserts[index] = row
      } else if let index = updates[row.id] {
        liveUpdates[index] = row
      } else {
        liveUpdates.append(row)
      }
    }
    for row in late {
      if let index = inserts[row.id] {
        liveInserts[index] = row
      } else if let index = updates[row.id] {
        liveUpdates[index] = row
      } else {
        lateRecords.append(row)
      }
    }
  }
}
