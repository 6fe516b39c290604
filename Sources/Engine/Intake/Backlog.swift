/// Runs of one version and priority that were read from the log and put aside, for there are enough of their kind in
/// memory: a row of the table `backlog` holds their ids, the engine only this.
package struct DeferredBlock: Hashable, Sendable {
  /// The least number of its runs when it was made: unique, for a run is put aside once.
  package var id: Int64
  package var version: VersionID
  package var priority: Int16
  /// How many runs are left in it.
  package var count: Int
  /// The greatest.
  package var highest: Int64

  package init(id: Int64, version: VersionID, priority: Int16, count: Int, highest: Int64) {
    self.id = id
    self.version = version
    self.priority = priority
    self.count = count
    self.highest = highest
  }
}

/// Runs that are put aside together.
package struct Deferral: Hashable, Sendable {
  package var block: DeferredBlock
  package var runs: [RunID]
}

/// Runs that come back from a block: all that is left of it, or those that somebody commands.
package struct Recall: Hashable, Sendable {
  package var block: Int64
  package var version: VersionID
  package var priority: Int16
  package var runs: [RunID]
  package var isWhole: Bool

  package init(block: Int64, version: VersionID, priority: Int16, runs: [RunID], isWhole: Bool) {
    self.block = block
    self.version = version
    self.priority = priority
    self.runs = runs
    self.isWhole = isWhole
  }
}

/// What keeps the leader's memory bounded, whatever the backlog: per lane (a version and a priority) the oldest runs are
/// taken in, a window of them; the others wait in blocks, and come back in order. As every lane keeps its oldest in
/// memory, who is next among all of them is known without the rest.
///
/// Runs that have a time of their own (scheduled ones, and those that may be queued for so long only) are never put aside.
struct Backlog {
  private struct Lane {
    /// In the order in which they come back.
    var blocks: [DeferredBlock] = []
    /// How many of the first blocks were asked for, and how many runs are in those.
    var requested = 0
    var requestedRuns = 0
    /// Put aside in this `apply`.
    var fresh: [RunID] = []
  }

  private let window: Int
  /// Tasks in the queue, by lane.
  private var queued: [Int] = []
  private var lanes: [Int: Lane] = [:]

  init(window: Int) { self.window = window }

  var isEmpty: Bool { lanes.isEmpty }

  static func lane(plan: Int, priority: Int8) -> Int { 3 * plan + Int(priority) - 1 }

  /// Makes room for the lanes of so many plans.
  mutating func grow(plans: Int) {
    queued += Array(repeating: 0, count: max(0, 3 * plans - queued.count))
  }

  mutating func note(queued change: Int, lane: Int) { queued[lane] += change }

  /// Whether a run is to be put aside: behind those that are already, or since its lane is full.
  func defers(lane: Int, taskCount: Int) -> Bool {
    lanes[lane] != nil || queued[lane] >= capacity(taskCount)
  }

  mutating func add(_ run: RunID, lane: Int) { lanes[lane, default: Lane()].fresh.append(run) }

  mutating func restore(_ block: DeferredBlock, lane: Int) { lanes[lane, default: Lane()].blocks.append(block) }

  /// Takes runs out of a block. True if nothing is left of it; nil if there is no such block.
  mutating func remove(_ recall: Recall, lane index: Int) -> Bool? {
    guard var lane = lanes[index], let place = lane.blocks.firstIndex(where: { $0.id == recall.block }) else {
      return nil
    }
    let removed = recall.isWhole ? lane.blocks[place].count : recall.runs.count
    lane.blocks[place].count -= removed
    if place < lane.requested { lane.requestedRuns -= removed }
    let isEmpty = lane.blocks[place].count <= 0
    if isEmpty {
      lane.blocks.remove(at: place)
      if place < lane.requested { lane.requested -= 1 }
    }
    lanes[index] = lane.blocks.isEmpty && lane.fresh.isEmpty ? nil : lane
    return isEmpty
  }

  /// The blocks of a lane that may hold a run, but for those that are on their way back.
  func blocks(mayHold run: Int64, lane: Int) -> [Int64] {
    guard let lane = lanes[lane] else { return [] }
    return lane.blocks[lane.requested...].filter { $0.id <= run && run <= $0.highest }.map(\.id)
  }

  /// What was put aside since the last time, in blocks: the smaller they are, the more often one must be read; the
  /// larger, the more of a lane is in memory at once.
  mutating func close(_ describe: (_ lane: Int) -> (version: VersionID, priority: Int16, taskCount: Int)) -> [Deferral]
  {
    var deferrals: [Deferral] = []
    for index in lanes.keys.sorted() {
      let fresh = lanes[index]!.fresh
      guard !fresh.isEmpty else { continue }
      lanes[index]!.fresh = []
      let (version, priority, taskCount) = describe(index)
      let size = max(1, capacity(taskCount) / 2)
      for start in stride(from: 0, to: fresh.count, by: size) {
        let runs = Array(fresh[start..<min(start + size, fresh.count)])
        let numbers = runs.lazy.map(\.number)
        guard let least = numbers.min(), let highest = numbers.max() else { continue }
        let block = DeferredBlock(
          id: least, version: version, priority: priority, count: runs.count, highest: highest)
        lanes[index]!.blocks.append(block)
        deferrals.append(Deferral(block: block, runs: runs))
      }
    }
    return deferrals
  }

  /// The blocks to read next: those that fill the windows that are half empty.
  mutating func request(taskCount: (_ lane: Int) -> Int) -> [Int64] {
    var wanted: [Int64] = []
    for index in lanes.keys.sorted() {
      let capacity = capacity(taskCount(index))
      guard queued[index] + lanes[index]!.requestedRuns <= capacity / 2 else { continue }
      while lanes[index]!.requested < lanes[index]!.blocks.count,
        queued[index] + lanes[index]!.requestedRuns < capacity
      {
        let block = lanes[index]!.blocks[lanes[index]!.requested]
        lanes[index]!.requested += 1
        lanes[index]!.requestedRuns += block.count
        wanted.append(block.id)
      }
    }
    return wanted
  }

  /// Of a lane, in queued tasks: a run of many tasks counts for more, as all its tasks come into memory with it.
  private func capacity(_ taskCount: Int) -> Int { max(1, window / 128, window / taskCount) }
}
