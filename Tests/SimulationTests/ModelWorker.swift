import Engine

/// A worker: what it was given, what it runs.
struct ModelWorker {
  struct Job: Hashable {
    let task: TaskID
    let attempt: Int32
    let slots: Int32
    var isStopping = false
  }

  var profile: WorkerProfile
  /// Given, not begun.
  var inbox: [Job] = []
  var running: [Job] = []
  var isDraining = false
  var isPaused = false

  var id: WorkerID { profile.id }

  /// What the leader is told of it.
  var offer: WorkerProfile {
    var offer = profile
    if isPaused { offer.slots = 0 }
    return offer
  }

  /// Begins what it was given.
  mutating func begin() throws {
    running += inbox
    inbox = []
    let used = running.reduce(0) { $0 + $1.slots }
    guard used <= profile.slots else {
      throw Violation("worker \(id.rawValue) runs \(used) slots of \(profile.slots)")
    }
  }

  mutating func stop(_ task: TaskID, attempt: Int32) {
    for index in inbox.indices where inbox[index].task == task && inbox[index].attempt == attempt {
      inbox[index].isStopping = true
    }
    for index in running.indices where running[index].task == task && running[index].attempt == attempt {
      running[index].isStopping = true
    }
  }
}
