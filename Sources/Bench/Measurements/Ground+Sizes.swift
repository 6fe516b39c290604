/// What inputs of one size cost.
package struct SizeEffect: Sendable {
  /// Of each input.
  package var bytes: Int
  package var bulk: Throughput
  package var drain: Throughput

  package init(bytes: Int, bulk: Throughput, drain: Throughput) {
    self.bytes = bytes
    self.bulk = bulk
    self.drain = drain
  }
}

extension Ground {
  /// Of all inputs of one size together.
  private static let volume = 32_000_000

  /// Bulk and drain with inputs of each size.
  func sizes() async throws -> [SizeEffect] {
    var effects: [SizeEffect] = []
    for size in plan.sizes {
      let count = min(plan.runs, max(100, Self.volume / size))
      let bulk = try await bulk(BenchWorkflows.single, count, inputSize: size)
      let drain = try await drain(
        "draining inputs of \(size) bytes", count, executor: executor, slots: plan.slots)
      effects.append(SizeEffect(bytes: size, bulk: bulk, drain: drain))
    }
    return effects
  }

  /// Empties the queue, which holds so many runs.
  func clear(_ waiting: Int) async throws {
    guard waiting > 0 else { return }
    tell(.phase("clearing the queue"))
    let rig = try await Rig.start(client, executor, slots: plan.slots, expecting: waiting, relays: plan.relays)
    do {
      _ = try await rig.allFinished()
      await rig.stop()
    } catch {
      await rig.stop()
      throw error
    }
  }

  /// A child process per task, and before and after it the bare loop, for the machine's mood changes.
  func processes() async throws -> (hatchet: Throughput, loop: Double?) {
    _ = try await bulk(BenchWorkflows.process, plan.processRuns, inputSize: nil)
    tell(.phase("starting processes in a bare loop"))
    let half = max(1, plan.processRuns / 2)
    let before = await SpawnLoop.perSecond(half, concurrency: plan.processSlots)
    let hatchet = try await drain("running processes", plan.processRuns, executor: nil, slots: plan.processSlots)
    tell(.phase("starting processes in a bare loop"))
    let after = await SpawnLoop.perSecond(half, concurrency: plan.processSlots)
    try Task.checkCancellation()
    guard let before, let after else { return (hatchet, nil) }
    // As one loop of both halves.
    return (hatchet, 2 / (1 / before + 1 / after))
  }
}
