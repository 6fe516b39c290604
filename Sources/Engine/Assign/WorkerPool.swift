import Workflows

/// The workers, by what they offer: workers with the same labels are of one kind, and each kind keeps its own in a heap,
/// the best to take the next task on top. So a choice costs as many looks as there are kinds, whatever the number of
/// workers.
struct WorkerPool {
  private(set) var workers: [Worker] = []
  private var vacant: [Int] = []
  private var indices: [WorkerID: Int] = [:]
  private var kinds: [Kind] = []
  private var kindIndices: [[String: LabelValue]: Int] = [:]
  /// Changes when the kinds do.
  private(set) var generation = 0
  /// Free slots of all workers that take work.
  private(set) var free = 0
  private var turn: UInt64 = 0

  struct Worker {
    let id: WorkerID
    /// Of the running tasks.
    fileprivate(set) var used: Int32 = 0
    fileprivate(set) var profile: WorkerProfile?
    fileprivate(set) var isDraining = false
    /// The first of its running tasks; they are linked to each other.
    var firstTask: Int32 = -1
    /// What it would take now: what its place in the heap goes by.
    fileprivate var offered: Int32 = 0
    fileprivate var lastTurn: UInt64 = 0
    fileprivate var kind = -1
    fileprivate var position = -1

    var isLocal: Bool { profile?.isLocal ?? false }
  }

  private struct Kind {
    let labels: [String: LabelValue]
    var heap: [Int] = []
  }

  func index(of id: WorkerID) -> Int? { indices[id] }

  /// Those that tasks run at, as far as the tables say, but that have not shown up.
  var awaited: [WorkerID] {
    indices.filter { workers[$0.value].profile == nil }.keys.sorted { $0.rawValue < $1.rawValue }
  }

  /// The index of a worker, a new one if need be: one that offers nothing until it joins.
  mutating func ensure(_ id: WorkerID) -> Int {
    if let known = indices[id] { return known }
    let index = vacant.popLast() ?? workers.count
    if index == workers.count { workers.append(Worker(id: id)) } else { workers[index] = Worker(id: id) }
    indices[id] = index
    return index
  }

  mutating func join(_ profile: WorkerProfile) {
    let index = ensure(profile.id)
    if workers[index].profile?.labels != profile.labels {
      leaveKind(index)
      joinKind(index, labels: profile.labels)
    }
    workers[index].profile = profile
    refresh(index)
  }

  mutating func drain(_ index: Int) {
    workers[index].isDraining = true
    refresh(index)
  }

  /// Forgets a worker that runs nothing any more.
  mutating func remove(_ index: Int) {
    free -= Int(workers[index].offered)
    leaveKind(index)
    indices[workers[index].id] = nil
    vacant.append(index)
  }

  mutating func setFirstTask(_ index: Int, _ task: Int32) { workers[index].firstTask = task }

  /// Takes slots (or gives them back, if negative).
  mutating func use(_ index: Int, slots: Int32) {
    workers[index].used += slots
    refresh(index)
  }

  /// The worker that gets the next task that needs so many slots: of the best-ranked kinds that have one, the worker with
  /// the most free slots; if equal, the local one, to which an assignment costs no write; then the one whose turn is
  /// longest ago.
  func choose(slots: Int32, preferences: [[Int]]) -> Int? {
    for kindsOfRank in preferences {
      var best: Int?
      for kind in kindsOfRank {
        guard let top = kinds[kind].heap.first, workers[top].offered >= slots else { continue }
        if best == nil || isBetter(top, best!) { best = top }
      }
      if let best { return best }
    }
    return nil
  }

  mutating func noteTurn(_ index: Int) {
    turn += 1
    workers[index].lastTurn = turn
  }

  /// The kinds whose workers may take a task with these demands, by rank (the sum of the weights met), the best first.
  func kinds(meeting demands: [DesiredLabel]) -> [[Int]] {
    var ranked: [Int: [Int]] = [:]
    for (index, kind) in kinds.enumerated() where !kind.heap.isEmpty {
      var rank: Int? = 0
      for demand in demands {
        if demand.isMet(by: kind.labels[demand.key]) {
          rank? += demand.weight
        } else if demand.required {
          rank = nil
        }
      }
      if let rank { ranked[rank, default: []].append(index) }
    }
    return ranked.sorted { $0.key > $1.key }.map(\.value)
  }

  /// Brings a worker's offer, and its place in the heap, up to date.
  private mutating func refresh(_ index: Int) {
    let worker = workers[index]
    var offer: Int32 = 0
    if let profile = worker.profile, !worker.isDraining { offer = max(0, profile.slots - worker.used) }
    free += Int(offer - worker.offered)
    workers[index].offered = offer
    guard worker.position >= 0 else { return }
    rise(index)
    sink(index)
  }
}

// The heaps of the kinds.
extension WorkerPool {
  private func isBetter(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (workers[left], workers[right])
    if left.offered != right.offered { return left.offered > right.offered }
    if left.isLocal != right.isLocal { return left.isLocal }
    if left.lastTurn != right.lastTurn { return left.lastTurn < right.lastTurn }
    return left.id.rawValue < right.id.rawValue
  }

  private mutating func joinKind(_ index: Int, labels: [String: LabelValue]) {
    let kind: Int
    if let known = kindIndices[labels] {
      kind = known
    } else {
      // The place of a kind that has died out is used again.
      kind = kinds.firstIndex { $0.heap.isEmpty } ?? kinds.count
      if kind == kinds.count { kinds.append(Kind(labels: labels)) } else { kinds[kind] = Kind(labels: labels) }
      kindIndices[labels] = kind
      generation += 1
    }
    workers[index].kind = kind
    workers[index].position = kinds[kind].heap.count
    kinds[kind].heap.append(index)
    rise(index)
  }

  private mutating func leaveKind(_ index: Int) {
    let worker = workers[index]
    guard worker.position >= 0 else { return }
    let last = kinds[worker.kind].heap.removeLast()
    workers[index].position = -1
    if last != index {
      place(last, at: worker.position, of: worker.kind)
      rise(last)
      sink(last)
    }
    guard kinds[worker.kind].heap.isEmpty else { return }
    kindIndices[kinds[worker.kind].labels] = nil
    generation += 1
  }

  private mutating func place(_ index: Int, at position: Int, of kind: Int) {
    kinds[kind].heap[position] = index
    workers[index].position = position
  }

  private mutating func rise(_ index: Int) {
    let kind = workers[index].kind
    var position = workers[index].position
    while position > 0 {
      let parent = (position - 1) / 2
      let above = kinds[kind].heap[parent]
      guard isBetter(index, above) else { break }
      place(above, at: position, of: kind)
      position = parent
    }
    place(index, at: position, of: kind)
  }

  private mutating func sink(_ index: Int) {
    let kind = workers[index].kind
    let count = kinds[kind].heap.count
    var position = workers[index].position
    while true {
      var child = 2 * position + 1
      guard child < count else { break }
      if child + 1 < count, isBetter(kinds[kind].heap[child + 1], kinds[kind].heap[child]) { child += 1 }
      let below = kinds[kind].heap[child]
      guard isBetter(below, index) else { break }
      place(below, at: position, of: kind)
      position = child
    }
    place(index, at: position, of: kind)
  }
}
