import Database
import Engine
import Hatchet
import Store

extension Ground {
  /// The latency at each of the rates, one after the other. `waiting`: runs that are in the queue before.
  func latency(at rates: [Double], of workflow: String, waiting: Int) async throws -> [Latency] {
    tell(.phase("clearing the queue"))
    let rig = try await Rig.start(client, executor, slots: plan.slots, expecting: waiting, relays: plan.relays)
    let pool = Pool(client.target, name: "hatchet", limit: max(plan.clients, 8))
    do {
      _ = try await rig.allFinished()
      let sender = Sender(ground: self, rig: rig, pool: pool, workflow: workflow)
      // Connections are made, statements planned, caches filled.
      _ = try await sender.send(at: 200, count: 100)
      var results: [Latency] = []
      for rate in rates {
        tell(.phase("latency at \(Int(rate)) runs/s"))
        let latency = try await sender.send(at: rate, count: max(20, Int(rate * plan.duration.inSeconds)))
        results.append(latency)
        if plan.stopsWhenOverloaded, latency.isOverloaded { break }
      }
      await pool.close()
      await rig.stop()
      return results
    } catch {
      await pool.close()
      await rig.stop()
      throw error
    }
  }
}

/// Asks for runs at a steady rate, whether or not those before have started.
struct Sender: Sendable {
  let ground: Ground
  let rig: Rig
  let pool: Pool
  let workflow: String

  private struct Sent: Sendable {
    var run: Int64
    var asked: ContinuousClock.Instant
    var recorded: ContinuousClock.Instant
  }

  func send(at rate: Double, count: Int) async throws -> Latency {
    rig.expect(count)
    ground.executor.starts.begin()
    let begin = ContinuousClock.now
    let sent = try await all(at: rate, count: count, from: begin)
    let seconds = begin.duration(to: .now).inSeconds
    let backlog = count - rig.finished
    _ = try await rig.allFinished()
    let starts = ground.executor.starts.end()
    let waits = sent.compactMap { sent in starts[sent.run].map { sent.asked.duration(to: $0) } }
    guard let start = Percentiles(waits), waits.count == count,
      let enqueue = Percentiles(sent.map { $0.asked.duration(to: $0.recorded) })
    else { throw HatchetError(.failed, "\(count - waits.count) of \(count) runs did not start") }
    // The last one is asked for at the beginning of its share of the time.
    let achieved = Double(count) / max(seconds, Double(count) / rate)
    return Latency(rate: rate, achieved: achieved, start: start, enqueue: enqueue, backlog: backlog)
  }

  private func all(at rate: Double, count: Int, from begin: ContinuousClock.Instant) async throws -> [Sent] {
    let input = InputDocument(size: ground.plan.inputSize)
    let statements = ground.client.statements
    return try await withThrowingTaskGroup(of: Sent.self) { group in
      for number in 0..<count {
        let due = begin + .seconds(Double(number) / rate)
        if due > .now { try await Task.sleep(until: due, tolerance: .zero, clock: .continuous) }
        // From here on, so that a timer that is late is not taken for our latency; waiting for a connection is.
        let asked = ContinuousClock.now
        group.addTask { [workflow, pool] in
          let request = RunLog.Request(workflow: workflow, input: .init(utf8: input.bytes(number)))
          let run = try await pool.withConnection { try await RunLog($0, statements).enqueue(request) }
          return Sent(run: run.number, asked: asked, recorded: .now)
        }
      }
      var sent: [Sent] = []
      sent.reserveCapacity(count)
      for try await one in group { sent.append(one) }
      return sent
    }
  }
}
