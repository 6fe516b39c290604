import Time
import Workflows

/// The schedules, and when each is to fire next.
struct Crons: Sendable {
  /// A tick that is no older than this was not missed: a new leader is there within seconds.
  static let grace = Duration.seconds(60)
  /// How many ticks fire at once; the others follow in the next batches.
  static let limit = 1000
  /// A schedule that has no tick within 50 years is asked again then.
  private static let horizon = Duration.seconds(50 * 366 * 86_400)

  private var entries: [Entry] = []
  /// When the first of them is due; nil if there is none that fires.
  private(set) var nextDue: Timestamp?

  private struct Entry {
    var cron: RegisteredCron
    /// The tick that is next; nil: to be worked out.
    var tick: Timestamp?
  }

  /// Replaces what was known before.
  mutating func register(_ crons: [RegisteredCron]) {
    entries = crons.filter { !$0.isPaused }.sorted { $0.id < $1.id }.map { cron in
      // What is stored may be no tick: somebody has set it, or the zone's rules have changed since.
      Entry(cron: cron, tick: cron.nextAt.map { Self.first(of: cron, after: $0 - .microseconds(1)) })
    }
    noteNextDue()
  }

  /// What is due, in the order of the schedules. `drops` tells whether the ticks of a workflow are to be dropped.
  mutating func due(at now: Timestamp, drops: (_ workflow: String) -> Bool) -> [CronMove] {
    guard let nextDue, nextDue <= now else { return [] }
    var moves: [CronMove] = []
    var left = Self.limit
    for index in entries.indices {
      let cron = entries[index].cron
      guard let tick = entries[index].tick else {
        // No tick fires again because the clock was set back.
        let first = Self.first(of: cron, after: max(now, cron.lastAt ?? now))
        moves.append(move(index, [], to: first, now))
        continue
      }
      guard tick <= now else { continue }
      let isDropped = drops(cron.workflow)
      guard left > 0 || isDropped else { continue }
      let ticks = isDropped ? [] : Self.ticks(of: cron, from: tick, to: now, atMost: left)
      left -= ticks.count
      // More than fit into this batch: the next one begins after the last.
      let isCut = left == 0 && !isDropped
      let next = Self.first(of: cron, after: isCut ? ticks.last ?? now : now)
      moves.append(move(index, ticks, to: next, now))
    }
    noteNextDue()
    return moves
  }

  /// Which of the ticks from `tick` to `now` fire.
  ///
  /// All that are not older than the grace. Of the older ones, missed since no leader was there: none, the newest if no
  /// other fires, or all, as the schedule says and as far back as its window reaches.
  private static func ticks(
    of cron: RegisteredCron, from tick: Timestamp, to now: Timestamp, atMost limit: Int
  ) -> [Timestamp] {
    let fresh = now - grace
    let oldest = cron.catchUp == .all ? min(fresh, now - cron.catchUpWindow) : fresh
    var ticks: [Timestamp] = []
    var next = tick >= oldest ? tick : first(of: cron, after: oldest - .microseconds(1))
    while next <= now, ticks.count < limit {
      ticks.append(next)
      next = first(of: cron, after: next)
    }
    guard ticks.isEmpty, cron.catchUp == .last else { return ticks }
    return newest(of: cron, from: max(tick, now - cron.catchUpWindow), before: fresh).map { [$0] } ?? []
  }

  /// The last tick in a time, by halving: there may be millions in it.
  private static func newest(of cron: RegisteredCron, from start: Timestamp, before end: Timestamp) -> Timestamp? {
    // After `low` there is one before `end`, after `high` there is none.
    var (low, high) = (start.microseconds - 1, end.microseconds)
    guard low < high, first(of: cron, after: Timestamp(microseconds: low)) < end else { return nil }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if first(of: cron, after: Timestamp(microseconds: middle)) < end { low = middle } else { high = middle }
    }
    return Timestamp(microseconds: high)
  }

  private static func first(of cron: RegisteredCron, after time: Timestamp) -> Timestamp {
    cron.expression.next(after: time, in: cron.zone) ?? time + horizon
  }

  private mutating func move(_ index: Int, _ ticks: [Timestamp], to next: Timestamp, _ now: Timestamp) -> CronMove {
    let move = CronMove(cron: entries[index].cron, ticks: ticks, next: next, at: now)
    entries[index].tick = next
    entries[index].cron.nextAt = next
    if let last = ticks.last { entries[index].cron.lastAt = last }
    return move
  }

  private mutating func noteNextDue() {
    nextDue = entries.lazy.map { $0.tick ?? Timestamp(microseconds: .min) }.min()
  }
}
