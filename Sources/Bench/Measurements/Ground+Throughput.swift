import Database
import Hatchet
import Monitor
import Store
import Worker

extension Ground {
  /// Takes runs in by COPY; they stay in the queue.
  func bulk(_ workflow: String, _ count: Int, inputSize: Int?) async throws -> Throughput {
    tell(.phase("enqueueing in bulk"))
    let connection = try await connect()
    do {
      let meter = try await meter(but: 1)
      let inputs = InputDocument(size: inputSize).documents(count) { [tell] done in
        tell(.progress(done: done, total: count))
      }
      let begin = ContinuousClock.now
      let taken = try await BulkIntake(connection, client.statements).enqueue(.init(workflow: workflow), each: inputs)
      let seconds = begin.duration(to: .now).inSeconds
      meter.stopClock()
      await connection.close()
      let cost = try await meter.finish(runs: taken)
      return Throughput(runs: taken, perSecond: Double(taken) / seconds, cost: cost)
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Runs what is in the queue: so many runs, and nothing else.
  ///
  /// - Parameter executor: nil is a process per task.
  func drain(
    _ title: String, _ count: Int, executor: (any TaskExecutor)?, slots: Int
  ) async throws -> Throughput {
    tell(.phase(title))
    let before = try await load.completed()
    let meter = try await meter()
    let rig = try await Rig.start(client, executor, slots: slots, expecting: count, relays: plan.relays)
    let course: Tally.Course
    do {
      course = try await rig.allFinished { [tell] done in tell(.progress(done: done, total: count)) }
      meter.stopClock()
      await rig.stop()
    } catch {
      await rig.stop()
      throw error
    }
    let cost = try await meter.finish(runs: count)
    let completed = try await load.completed() - before
    guard completed >= count else {
      throw HatchetError(.failed, "\(count) runs are finished, but only \(completed) attempts are on record")
    }
    return Throughput(runs: count, perSecond: course.perSecond, cost: cost, tenths: course.tenths)
  }

  /// Takes runs in one by one, as fast as so many clients can, for as long as the plan says; they stay in the queue.
  func enqueue(clients: Int) async throws -> Throughput {
    tell(.phase(clients == 1 ? "enqueueing one by one" : "enqueueing from \(clients) connections"))
    let pool = try await Crowd.connect(self, count: clients)
    do {
      let meter = try await meter(but: clients)
      let begin = ContinuousClock.now
      let deadline = begin + plan.duration
      let count = try await pool.each { log, input, member in
        var count = 0
        while .now < deadline {
          _ = try await log.enqueue(
            .init(workflow: BenchWorkflows.single, input: .init(utf8: input.bytes(count * clients + member))))
          count += 1
        }
        return count
      }.reduce(0, +)
      let seconds = begin.duration(to: .now).inSeconds
      meter.stopClock()
      await pool.close()
      let cost = try await meter.finish(runs: count)
      return Throughput(runs: count, perSecond: Double(count) / seconds, cost: cost)
    } catch {
      await pool.close()
      throw error
    }
  }
}
