extension TimeZoneRules {
  /// The first instant after `instant` from which on another offset may hold; nil if none is known to come.
  package func nextChange(after instant: Int64) -> Int64? {
    // The first change that is later.
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].instant <= instant { low = middle + 1 } else { high = middle }
    }
    if low < changes.count { return changes[low].instant }
    return footer?.changes(nearLocal: instant).filter { $0 > instant }.min()
  }

  /// What clocks had shown at most just before `instant`, in seconds as if it were UTC: later than what they show then
  /// if they were put back within the last days.
  func latestLocal(before instant: Int64) -> Int64 {
    var latest = instant + Int64(offset(at: instant - 1))
    var from = instant - 50 * 3600
    while let change = nextChange(after: from), change < instant {
      latest = max(latest, change + Int64(offset(at: change - 1)))
      from = change
    }
    return latest
  }
}
