import Bench
import Synchronization
import Terminal

/// What `hatchet bench` does at the moment, on stderr.
final class BenchProgress: Sendable {
  private let context: Session
  private let current = Mutex<Progress?>(nil)

  init(_ context: Session) { self.context = context }

  func tell(_ event: BenchEvent) {
    switch event {
    case .began(let namespace):
      context.say("measuring in schema '\(namespace)'")
    case .removedAbandoned(let names):
      context.say("removed what a killed bench had left: \(names.joined(separator: ", "))")
    case .phase(let title):
      guard !context.globals.quiet else { return }
      let next = Progress(title, surface: context.errorSurface, output: context.errors)
      current.withLock { progress in
        progress?.finish()
        progress = next
      }
      next.update(done: 0)
    case .progress(let done, let total):
      current.withLock { $0?.update(done: done, total: total) }
    case .kept(let namespace):
      finish()
      context.say(
        "kept schema '\(namespace)': look at it by --namespace \(namespace), remove it by: drop schema \(namespace) cascade"
      )
    case .leftBehind(let namespace):
      finish()
      context.say("schema '\(namespace)' could not be removed: the next 'hatchet bench' does that")
    }
  }

  func finish() {
    current.withLock { progress in
      progress?.finish()
      progress = nil
    }
  }
}
