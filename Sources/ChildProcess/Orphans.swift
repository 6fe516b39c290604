import CProcess
import Glibc

/// Descendants whose parents are gone. This process, their subreaper, must reap them when they end.
struct Orphans {
  /// Process groups that were killed and have not quite gone, with the number of looks at each.
  private var dying: [pid_t: Int] = [:]
  private var lastSweep: ContinuousClock.Instant?
  private var adopted = 0

  /// Sessions whose leader was reaped since the last sweep but one.
  private var endedSessions: (recent: Set<pid_t>, older: Set<pid_t>) = ([], [])

  /// When to look next; nil if there is nothing to wait for.
  private(set) var nextLook: ContinuousClock.Instant?

  /// - Parameter group: of a child that was just reaped, after SIGKILL to the group.
  mutating func groupEnded(_ group: pid_t) {
    endedSessions.recent.insert(group)
    // Nearly always the child was alone, and this is all that it costs.
    let isGone = kill(-group, 0) < 0 && errno == ESRCH
    if !isGone { dying[group] = 0 }
    let look = ContinuousClock.now + (isGone ? .seconds(1) : .milliseconds(1))
    nextLook = min(nextLook ?? look, look)
  }

  /// Reaps what has ended, and ends what a task left behind in its session.
  /// - Parameter guardian: not to be taken for an orphan.
  mutating func sweep(guardian: pid_t?) {
    for (group, looks) in dying {
      var reaped: pid_t = 0
      while hatchet_reap_group(group, &reaped) == 0 {}
      // Given up after some ten seconds: a process in uninterruptible sleep; the sweep below will get it.
      let isGone = kill(-group, 0) < 0 && errno == ESRCH
      dying[group] = isGone || looks > 100 ? nil : looks + 1
    }
    var killed = false
    let now = ContinuousClock.now
    if lastSweep.map({ $0 + .seconds(1) <= now }) ?? true {
      lastSweep = now
      killed = sweepAdopted(guardian: guardian)
      // As long as something turns up, its own children may.
      endedSessions.older = killed ? endedSessions.older.union(endedSessions.recent) : endedSessions.recent
      endedSessions.recent = []
    }
    let pause: Duration? =
      if let looks = dying.values.min() {
        .milliseconds(min(100, 1 << min(looks, 7)))
      } else if killed || !endedSessions.recent.isEmpty || !endedSessions.older.isEmpty {
        .seconds(1)
      } else {
        // Whoever left its task's session to live on as a daemon is looked after in a leisurely way.
        adopted > 0 ? .seconds(30) : nil
      }
    nextLook = pause.map { now + $0 }
  }

  /// - Returns: whether something was killed, whose own children will be found next time.
  private mutating func sweepAdopted(guardian: pid_t?) -> Bool {
    adopted = 0
    var killed = false
    let own = getsid(0)
    for processID in Orphans.directChildren() where processID != guardian {
      // What another module started is in our own session, and so is a child of ours that has hardly begun. A zombie
      // still has its session.
      let session = getsid(processID)
      if session == own || session < 0 || hatchet_table_holds(processID) { continue }
      if hatchet_reap_adopted(processID) == 0 { continue }
      adopted += 1
      // A job of a shell with job control: in its task's session, in a group of its own.
      if endedSessions.recent.contains(session) || endedSessions.older.contains(session) {
        kill(processID, SIGKILL)
        killed = true
      }
    }
    return killed
  }

  /// By thread: an orphan is given to whichever thread the kernel finds first.
  private static func directChildren() -> [pid_t] {
    guard let directory = opendir("/proc/self/task") else { return [] }
    defer { closedir(directory) }
    var found: [pid_t] = []
    while let entry = readdir(directory) {
      // In place: a copy of the whole array would read past the entry, which is only as long as its name.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix("."), let file = fopen("/proc/self/task/\(name)/children", "re") else { continue }
      var line: UnsafeMutablePointer<CChar>?
      var capacity = 0
      if getline(&line, &capacity, file) > 0, let line {
        found += String(cString: line).split(separator: " ").compactMap { pid_t($0) }
      }
      free(line)
      fclose(file)
    }
    return found
  }
}

extension Reactor {
  func sweepOrphans(after group: pid_t) {
    orphans.groupEnded(group)
    planLook()
  }

  func sweepOrphans() {
    orphans.sweep(guardian: guardian?.processID)
    planLook()
  }

  private func planLook() {
    if let look = orphans.nextLook { timers.set(.orphans, due: look) }
  }
}
