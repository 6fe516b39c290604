import Engine
import JSON
import Store
import Time
import Workflows

/// Who works, and who is gone: compares the worker table with what was known.
struct WorkerWatch: Sendable {
  /// A session that broke may be made anew within this. With a look a second, a worker is found lost within two.
  static let grace = Duration.seconds(1)
  /// A worker that is connected and says nothing for so long hangs, or its connection is half open.
  static let silence = Duration.seconds(10)

  private struct Known: Sendable {
    var profile: WorkerProfile
    var isDraining = false
    var missingSince: Timestamp?

    var hasJoined: Bool { profile.slots >= 0 }
  }

  struct Changes: Sendable {
    var changes: [WorkerChange] = []
    /// To be marked in the table, so that they learn it if they live.
    var givenUp: [WorkerID] = []
  }

  private var known: [WorkerID: Known] = [:]

  /// `holding`: workers that rows name, at a take-over.
  mutating func start(holding: Set<WorkerID>, _ records: [WorkerRecord], local: Set<WorkerID>, now: Timestamp)
    -> Changes
  {
    var result = observe(records, local: local, now: now)
    let present = Set(records.map(\.id))
    for id in holding where !present.contains(id) { result.changes.append(.lost(id)) }
    return result
  }

  /// Takes note of the workers that have not stopped.
  mutating func observe(_ records: [WorkerRecord], local: Set<WorkerID>, now: Timestamp) -> Changes {
    var result = Changes()
    for record in records {
      let isLocal = local.contains(record.id)
      var worker = known[record.id] ?? Known(profile: WorkerProfile(id: record.id, slots: -1))
      var profile = WorkerProfile(record, isLocal: isLocal)
      let isAlive = isLocal || (record.isConnected && record.silence < Self.silence)
      worker.missingSince = isAlive ? nil : worker.missingSince ?? now
      if let since = worker.missingSince, now - since >= Self.grace {
        known[record.id] = nil
        result.givenUp.append(record.id)
        result.changes.append(.lost(record.id))
        continue
      }
      // It gets nothing new as long as nobody knows whether it is there, or somebody wants it so.
      if !isAlive || record.isPaused { profile.slots = 0 }
      if worker.profile != profile, isAlive || worker.hasJoined {
        worker.profile = profile
        result.changes.append(.joined(profile))
      }
      if record.isDraining, !worker.isDraining, worker.hasJoined {
        worker.isDraining = true
        result.changes.append(.draining(record.id))
      }
      known[record.id] = worker
    }
    let present = Set(records.map(\.id))
    for id in known.keys where !present.contains(id) {
      known[id] = nil
      result.changes.append(.left(id))
    }
    return result
  }

  /// Whether somebody may be gone, so that it is worth looking again soon.
  var isInDoubt: Bool { known.values.contains { $0.missingSince != nil } }
}

extension WorkerProfile {
  init(_ record: WorkerRecord, isLocal: Bool) {
    var labels: [String: LabelValue] = [:]
    for member in record.labels.object?.members ?? [] {
      if let number = member.value.int64 {
        labels[member.key] = .number(number)
      } else if let text = member.value.string {
        labels[member.key] = .text(text)
      }
    }
    self.init(id: record.id, slots: record.slots, labels: labels, isLocal: isLocal)
  }
}
