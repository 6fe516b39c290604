import Time

// While a workflow is paused nothing of it is started. Its tasks stay queued, and what they wait for meanwhile goes on.
extension Engine {
  mutating func declare(_ registry: Registry) {
    let former = self.registry
    self.registry = registry
    notePauses(before: former)
  }

  /// Lets what is no longer paused go on.
  mutating func notePauses(before former: Registry) {
    for (index, known) in plans.enumerated() {
      let workflow = registry.workflows[known.plan.workflow]
      if workflow?.pausedSince != nil {
        parking.open(plan: index)
      } else {
        let wasPaused = parking.holds(plan: index)
        for entry in parking.close(plan: index) where entry.isParked(in: tasks) {
          let slot = Int(entry.slot)
          tasks[slot].flags.remove(.parked)
          queue.push(QueueEntry(tasks[slot], slot: slot), shape: shape(slot))
        }
        // A pause may have come and gone unseen.
        let resumedAt = former.workflows[known.plan.workflow]?.resumedAt
        if wasPaused || workflow?.resumedAt != resumedAt { restartQueueTimes(plan: index) }
      }
    }
  }

  /// The first task of a shape that is not paused.
  mutating func head(shape: Int) -> QueueEntry? {
    guard !parking.isEmpty else { return queue.head(shape: shape, tasks: tasks) }
    while let entry = queue.head(shape: shape, tasks: tasks) {
      let plan = Int(tasks[Int(entry.slot)].plan)
      guard parking.holds(plan: plan) else { return entry }
      queue.popHead(shape: shape)
      tasks[Int(entry.slot)].flags.insert(.parked)
      parking.park(entry, plan: plan)
    }
    return nil
  }

  /// Takes a task that leaves the queue out of the parking; false if it is not there.
  mutating func unpark(_ slot: Int) -> Bool {
    guard tasks[slot].flags.remove(.parked) != nil else { return false }
    parking.forget(plan: Int(tasks[slot].plan), tasks: tasks)
    return true
  }

  /// Sets the time at which a queued task has waited too long. A pause does not count: after it, it begins anew.
  mutating func limitQueueTime(_ slot: Int) {
    guard let timeout = planned(slot).scheduleTimeout else { return }
    let plan = Int(tasks[slot].plan)
    guard !parking.holds(plan: plan) else { return }
    let resumedAt = registry.workflows[plans[plan].plan.workflow]?.resumedAt ?? tasks[slot].queuedAt
    arm(slot, at: max(tasks[slot].queuedAt, resumedAt) + timeout)
  }

  private mutating func restartQueueTimes(plan: Int) {
    guard plans[plan].plan.tasks.contains(where: { $0.scheduleTimeout != nil }) else { return }
    for slot in tasks.occupied where Int(tasks[slot].plan) == plan && tasks[slot].state == .queued {
      disarm(slot)
      limitQueueTime(slot)
    }
  }
}
