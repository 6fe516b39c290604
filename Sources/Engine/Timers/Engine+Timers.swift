import Time
import Workflows

extension Engine {
  /// Fires every timer that is due.
  mutating func fireTimers() {
    while let (at, slot) = timers.first(tasks: tasks), at <= now {
      disarm(slot)
      if tasks[slot].state == .queued {
        // While its workflow is paused, nothing is late.
        if parking.holds(plan: Int(tasks[slot].plan)) { continue }
        let timeout = planned(slot).scheduleTimeout ?? .zero
        conclude(slot, .failed, message: "not started within \(DurationText.canonical(timeout))")
      } else {
        // Its row says that it waits until then, and must not say so of one that may have been started: the clock may be
        // set back before the next leader reads it.
        touch(slot)
        settle(slot, since: at)
      }
      settleChildren()
    }
  }

  /// Lets a task wait until a time. It is neither queued nor running.
  mutating func wait(_ slot: Int, until time: Timestamp) {
    disarm(slot)
    tasks[slot].state = .waiting
    arm(slot, at: time)
  }

  /// Lets a run that waits for its time wait for another. What has started, or waits for something else, is left alone.
  mutating func reschedule(_ run: RunID, to time: Timestamp) {
    let scheduled = liveSlots(of: run).filter { slot in
      let record = tasks[slot]
      guard planned(slot).parents.isEmpty, !planned(slot).role.isHook else { return false }
      return record.state == .waiting && record.attempt == 0 && record.time != TaskRecord.noTime
        && conditions[record.id]?.since == nil
    }
    guard !scheduled.isEmpty else { return batch.warnings.append(.rescheduleOfStartedRun(run)) }
    let plan = plans[Int(tasks[scheduled[0]].plan)].plan
    setTimes(run, plan, startsAt: time)
    // The times of the run are in each row, and what starts with the run starts at another time.
    for slot in liveSlots(of: run) {
      touch(slot)
      guard !planned(slot).parents.isEmpty, let conditions = planned(slot).conditions else { continue }
      watchConditions(slot)
      weigh(slot, conditions)
    }
    for slot in scheduled {
      if time > now { wait(slot, until: time) } else { settle(slot) }
    }
    settleChildren()
  }

  mutating func arm(_ slot: Int, at time: Timestamp) {
    tasks[slot].time = time
    tasks[slot].flags.insert(.armed)
    timers.add(Timers.Entry(at: time, id: tasks[slot].id))
  }

  mutating func disarm(_ slot: Int) {
    tasks[slot].time = TaskRecord.noTime
    guard tasks[slot].flags.remove(.armed) != nil else { return }
    timers.cancelOne(tasks: tasks)
  }

  /// Records the local attempts that have run for a while without a record.
  mutating func recordLate(all: Bool) {
    while let start = lateStarts.first {
      let slot = slot(of: start)
      // A start in times to come: the clock was set back, and those behind it must not wait for it.
      guard slot == nil || all || start.at + Self.lateAfter <= now || start.at > now else { return }
      lateStarts.removeFirst()
      guard let slot else { continue }
      tasks[slot].flags.remove(.unrecorded)
      batch.lateRecords.append(row(slot))
    }
  }

  /// The time of the earliest timer, deadline, late record or tick of a schedule.
  mutating func earliestWake() -> Timestamp? {
    let late = lateStarts.first.map { $0.at + Self.lateAfter }
    return [late, timers.first(tasks: tasks)?.at, firstDeadline()?.at, crons.nextDue].compactMap(\.self).min()
  }

  private func slot(of start: UnrecordedStart) -> Int? {
    guard let slot = tasks.slot(of: start.id) else { return nil }
    let record = tasks[slot]
    return record.flags.contains(.unrecorded) && record.attempt == start.attempt ? slot : nil
  }
}

/// A local attempt that the table does not know of.
struct UnrecordedStart {
  let id: TaskID
  let attempt: Int32
  let at: Timestamp
}
