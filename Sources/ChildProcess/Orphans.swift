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

  /// How long to wait before the next look, nil if there is nothing to wait for.
  private(set) var nextLook: Duration?

  /// - Parameter group: of a child that was just reaped, after SIGKILL to the group.
  mutating func groupEnded(_ group: pid_t) {
    endedSessions.recent.insert(group)
    // Nearly always the child was alone, and this is all that it costs.
    if kill(-group, 0) < 0 && errno == ESRCH {
      if nextLook == nil { nextLook = .seconds(1) }
      return
    }
    dying[group] = 0
    nextLook = .milliseconds(1)
  }

  /// Reaps what has ended, and ends what a task left behind in its session.
  /// - Parameter isChild: whether somebody else in this process reaps that one.
  mutating func sweep(isChild: (pid_t) -> Bool) {
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
      killed = sweepAdopted(isChild: isChild)
      // As long as something turns up, its own children may.
      endedSessions.older = killed ? endedSessions.older.union(endedSessions.recent) : endedSessions.recent
      endedSessions.recent = []
    }
    nextLook =
      if let looks = dying.values.min() {
        .milliseconds(min(100, 1 << min(looks, 7)))
      } else if killed || !endedSessions.recent.isEmpty || !endedSessions.older.isEmpty {
        .seconds(1)
      } else {
        // Whoever left its task's session to live on as a daemon is looked after in a leisurely way.
        adopted > 0 ? .seconds(30) : nil
      }
  }

  /// - Returns: whether something was killed, whose own children will be found next time.
  private mutating func sweepAdopted(isChild: (pid_t) -> Bool) -> Bool {
    adopted = 0
    var killed = false
    let own = getsid(0)
    for processID in Orphans.directChildren() where !isChild(processID) {
      // What another module started is in our own session. A zombie still has its session.
      let session = getsid(processID)
      if session == own || session < 0 { continue }
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
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
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
    let own = Set(children.values.map(\.processID))
    orphans.sweep { [guardian] in own.contains($0) || $0 == guardian?.processID }
    planLook()
  }

  private func planLook() {
    if let look = orphans.nextLook { timers.set(.orphans, due: .now + look) }
  }
}
