import Engine
import Testing

@Suite struct StatusTests {
  /// Trap 53: as long as a task is not final, neither is the run.
  @Test(
    arguments: [
      ([.queued, .waiting], .queued), ([.waiting, .waiting], .waiting), ([.running, .waiting], .running),
      ([.completed, .waiting], .running), ([.failed, .queued], .running), ([.failed, .running], .running),
      ([.completed, .completed], .completed), ([.completed, .skipped], .completed), ([.skipped], .completed),
      ([.completed, .cancelled], .cancelled), ([.cancelled, .failed], .failed), ([.failed, .completed], .failed),
    ] as [([Status], Status)])
  func ofARun(tasks: [Status], status: Status) {
    #expect(Status.run(tasks) == status)
    #expect(Status.run(tasks.reversed()) == status)
  }

  @Test(
    arguments: [
      (nil, .completed, .completed), (nil, .skipped, .skipped), (nil, .cancelled, .cancelled), (nil, .failed, .failed),
      (nil, .timedOut, .failed), (nil, .lost, .failed), (nil, nil, .queued), (.waiting, .failed, .waiting),
      (.running, .lost, .running), (.queued, nil, .queued),
    ] as [(TaskState?, Outcome?, Status)])
  func ofATask(live: TaskState?, last: Outcome?, status: Status) {
    #expect(Status.task(live: live, lastOutcome: last) == status)
  }
}
