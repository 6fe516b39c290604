import Time

extension Engine {
  mutating func note(_ change: WorkerChange) {
    switch change {
    case .joined(let profile):
      pool.join(profile)
    case .draining(let id):
      if let index = pool.index(of: id) { pool.drain(index) }
    case .left(let id):
      giveUp(id, as: .released)
    case .lost(let id):
      giveUp(id, as: .lost)
    }
  }

  /// Ends all that runs at a worker, and forgets it.
  private mutating func giveUp(_ id: WorkerID, as outcome: Outcome) {
    guard let worker = pool.index(of: id) else { return }
    for slot in runningTasks(of: worker) {
      let startedAt = tasks[slot].time
      let isStopping = tasks[slot].flags.contains(.stopping)
      detach(slot)
      if outcome == .lost { tasks[slot].losses += 1 }
      recordAttempt(slot, outcome, final: false, worker: id, startedAt: startedAt)
      if isStopping { concludeStopped(slot) } else { againIfInBudget(slot) }
      settleChildren()
    }
    pool.remove(worker)
  }
}
