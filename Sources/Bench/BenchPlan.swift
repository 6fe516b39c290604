/// What is to be measured, and how.
package struct BenchPlan: Sendable {
  /// In the order in which they are made.
  package enum Measurement: String, Sendable, CaseIterable {
    /// Filling in finished runs, if any are wanted.
    case history
    /// Runs taken in by COPY.
    case bulk
    /// Runs of one task, enqueued beforehand, through leader and worker.
    case drain
    /// Runs taken in one by one.
    case enqueue
    /// From asking for a run to its start, at given rates.
    case latency
    /// Runs of several tasks.
    case dag
    /// A child process per task, beside a bare loop that starts the same program.
    case process
    /// Bulk and drain with inputs of several sizes.
    case sizes
    /// Whether a load is held, if one is asked for.
    case load
  }

  /// How the tasks of a run hang together.
  package enum Shape: String, Sendable, CaseIterable {
    /// Each needs the one before.
    case chain
    /// The first, then all but one at once, then the last, which joins them.
    case fan
  }

  package var measurements: Set<Measurement> = Set(Measurement.allCases)
  /// Of one task each, for `bulk` and `drain`.
  package var runs = 20_000
  /// Of `/bin/true`.
  package var processRuns = 6000
  /// Of several tasks.
  package var dagRuns = 4000
  /// nil: 3 for `dag`, 1 for `load`.
  package var tasksPerRun: Int?
  package var shape = Shape.chain
  /// Bytes of each run's input; nil is the smallest.
  package var inputSize: Int?
  /// Connections that enqueue.
  package var clients = 4
  /// No-op tasks that are with the worker at once.
  package var slots = 1000
  /// Child processes at once.
  package var processSlots = 4
  /// Runs per second whose latency is measured.
  package var rates: [Double] = [50, 500]
  /// Whether the rates after one that is too high are left out.
  package var stopsWhenOverloaded = false
  /// Bytes of input, for `sizes`.
  package var sizes = [100, 4000, 64_000]
  /// How long each of what is measured by time lasts.
  package var duration = Duration.seconds(3)
  /// A load to answer for, in runs per second.
  package var load: Double?
  /// Finished runs that are there before anything is measured.
  package var history = 0
  /// Whether another session holds a snapshot open all the time, as a long report does.
  package var holdsSnapshot = false
  /// Whether what happens is relayed to the monitor meanwhile, as it always is.
  package var relays = true
  /// Whether the namespace stays.
  package var keeps = false

  package init() {}

  package static let usualTasksPerRun = 3

  /// Whether something is measured that is not to find what others have left.
  var needsEmptyQueue: Bool { !measurements.isDisjoint(with: [.dag, .process, .sizes, .load]) }

  /// All of it in some ten seconds, which is enough for an impression.
  package mutating func shorten() {
    runs = min(runs, 5000)
    processRuns = min(processRuns, 500)
    dagRuns = min(dagRuns, 1000)
    duration = min(duration, .milliseconds(800))
    sizes = sizes.filter { $0 <= 4000 }
  }
}

/// What happens meanwhile, for people.
package enum BenchEvent: Sendable {
  /// A namespace was made, which is going to be removed.
  case began(namespace: String)
  /// Namespaces that a killed bench had left were removed.
  case removedAbandoned([String])
  /// Something that takes a while begins.
  case phase(String)
  case progress(done: Int, total: Int?)
  case kept(namespace: String)
  /// It could not be removed, after something else had failed.
  case leftBehind(namespace: String)
}
