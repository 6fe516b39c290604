import Database
import Hatchet
import Store
import Synchronization

extension Ground {
  /// Runs a load for some time, and then as much of the same as goes through.
  func answer(_ rate: Double) async throws -> LoadAnswer {
    let latency = try await latency(at: [rate], of: BenchWorkflows.load, waiting: 0)
    return LoadAnswer(rate: rate, latency: latency[0], maximum: try await most(of: BenchWorkflows.load))
  }

  /// Clients that enqueue as fast as they can, with a bound on what is in flight, beside leader and worker.
  private func most(of workflow: String) async throws -> Throughput {
    tell(.phase("looking for the maximum"))
    let meter = try await meter()
    let rig = try await Rig.start(client, executor, slots: plan.slots, expecting: .max, relays: plan.relays)
    do {
      let crowd = try await Crowd.connect(self, count: plan.clients)
      let begin = ContinuousClock.now
      let sent: Int
      do {
        sent = try await crowd.send(workflow, rig, until: begin + plan.duration)
      } catch {
        await crowd.close()
        throw error
      }
      let end = ContinuousClock.now
      meter.stopClock()
      rig.bound(sent)
      let course = try await rig.allFinished()
      await crowd.close()
      await rig.stop()
      return Throughput(
        runs: sent, perSecond: Self.steadyRate(course.moments, from: begin, to: end),
        cost: try await meter.finish(runs: sent))
    } catch {
      await rig.stop()
      throw error
    }
  }
}

extension Ground {
  /// Runs that finished per second, but for the first fifth of the time, in which it gets under way; of a time too short
  /// for that, over all of it and until the last has finished.
  static func steadyRate(
    _ moments: [ContinuousClock.Instant], from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant
  ) -> Double {
    let from = begin + (end - begin) / 5
    let steady = moments.count { $0 >= from && $0 < end }
    if steady >= 20 { return Double(steady) / from.duration(to: end).inSeconds }
    guard let last = moments.last, last > begin else { return 0 }
    return Double(moments.count) / begin.duration(to: last).inSeconds
  }
}

extension Crowd {
  /// Runs that are not finished: more would only wait.
  private static let window = 2000

  /// Enqueues without a pause, but for what is in flight. Returns how many.
  fileprivate func send(_ workflow: String, _ rig: Rig, until deadline: ContinuousClock.Instant) async throws -> Int {
    let count = Counter()
    return try await each { log, input, _ in
      var mine = 0
      while .now < deadline {
        if count.value - rig.finished >= Self.window {
          try await Task.sleep(for: .milliseconds(1))
          continue
        }
        _ = try await log.enqueue(.init(workflow: workflow, input: .init(utf8: input.bytes(count.next()))))
        mine += 1
      }
      return mine
    }.reduce(0, +)
  }

  private final class Counter: Sendable {
    private let number = Atomic<Int>(0)
    var value: Int { number.load(ordering: .relaxed) }
    func next() -> Int { number.wrappingAdd(1, ordering: .relaxed).newValue }
  }
}
