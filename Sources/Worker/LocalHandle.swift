import Engine
import Leader

/// What the leader of the same process holds of a worker: it must return at once, so it hands over to the actor.
///
/// It is for one id of the worker: what comes through it late, when the worker has another one, means nothing any more.
final class LocalHandle: LocalWorker {
  private let orders: AsyncStream<Order>.Continuation

  private enum Order: Sendable {
    case expect([RunID])
    case forget([RunID])
    case start([Assignment])
    case stop([StopOrder])
    case disown
  }

  init(_ node: WorkerNode, _ id: WorkerID) {
    let (stream, orders) = AsyncStream.makeStream(of: Order.self)
    self.orders = orders
    Task { [weak node] in
      for await order in stream {
        switch order {
        case .expect(let runs): await node?.expect(runs, as: id)
        case .forget(let runs): await node?.forget(runs, as: id)
        case .start(let assignments): await node?.accept(assignments, as: id)
        case .stop(let stops): await node?.stop(stops, as: id)
        case .disown: await node?.disown(id)
        }
      }
    }
  }

  deinit { orders.finish() }

  func expect(_ runs: [RunID]) { orders.yield(.expect(runs)) }
  func forget(_ runs: [RunID]) { orders.yield(.forget(runs)) }
  func start(_ assignments: [Assignment]) { orders.yield(.start(assignments)) }
  func stop(_ stops: [StopOrder]) { orders.yield(.stop(stops)) }
  func disown() { orders.yield(.disown) }
}
