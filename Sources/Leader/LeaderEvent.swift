package import Engine
package import Store

/// What the leader tells whoever watches it: for logs and for people.
package enum LeaderEvent: Sendable {
  /// This process leads from now on; `afterCrash`: the leader before did not step down in order.
  case elected(epoch: Int32, afterCrash: Bool)
  /// Somebody else leads; this process stands by.
  case standingBy(holder: String?)
  /// The leader before hung, and its session was ended.
  case deposed(holder: String?)
  case runFinished(RunFinish)
  case workerLost(WorkerID)
  case refused(Refusal)
  case warning(Warning)
  /// The leadership, or the way to it, was interrupted; the next try follows after a pause.
  case interrupted(StoreError)
  /// Gave up the leadership in order.
  case steppedDown
}
