/// What could run, but belongs to a workflow that is paused: taken out of the heaps as it comes to the top of one, so
/// that it stands before nobody.
struct Parking: Sendable {
  private struct Lot {
    var entries: [QueueEntry] = []
    /// Those of them that still mean something.
    var count = 0
  }

  /// By plan: an entry for each whose workflow is paused.
  private var lots: [Int: Lot] = [:]

  /// Nothing is paused.
  var isEmpty: Bool { lots.isEmpty }

  func holds(plan: Int) -> Bool { !lots.isEmpty && lots[plan] != nil }

  mutating func open(plan: Int) { lots[plan] = lots[plan] ?? Lot() }

  /// What was parked there, and what has left since.
  mutating func close(plan: Int) -> [QueueEntry] { lots.removeValue(forKey: plan)?.entries ?? [] }

  mutating func park(_ entry: QueueEntry, plan: Int) {
    lots[plan, default: Lot()].entries.append(entry)
    lots[plan]?.count += 1
  }

  /// A task has left: its entry stays until most are like it.
  mutating func forget(plan: Int, tasks: TaskTable) {
    guard var lot = lots.removeValue(forKey: plan) else { return }
    lot.count -= 1
    if lot.entries.count > 2 * lot.count + 64 { lot.entries.removeAll { !$0.isParked(in: tasks) } }
    lots[plan] = lot
  }
}

extension QueueEntry {
  func isParked(in tasks: TaskTable) -> Bool {
    tasks[Int(slot)].id == id && tasks[Int(slot)].flags.contains(.parked)
  }
}
