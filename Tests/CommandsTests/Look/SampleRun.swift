import Database
import Engine
import Time
import Workflows

@testable import Commands
@testable import Monitor

/// Runs made by hand, of a workflow like that of the quickstart.
enum SampleRun {
  /// 2026-11-23T21:36:29.123456Z
  static let start = Timestamp(microseconds: 1_795_469_789_123_456)
  static let id = RunID(number: 4711, createdAt: start)
  static let worker = WorkerName(id: WorkerID(rawValue: 7), name: "pots", host: "pots.example")

  static func workflow() -> Workflow {
    func task(_ name: String, _ needs: [String] = [], retries: Int = 0) -> TaskDefinition {
      var task = TaskDefinition(name: name, executor: .run("true"), needs: needs.map { Need($0) })
      task.retry.retries = retries
      return task
    }
    return Workflow(
      name: "packages",
      tasks: [
        task("extract"), task("sizes", ["extract"]), task("depended", ["extract"], retries: 3),
        task("maintainers", ["extract"]), task("report", ["sizes", "depended", "maintainers"]),
      ])
  }

  /// - Parameter tasks: by name: status, attempts, what is live, the sentence.
  static func detail(
    _ status: Status, _ tasks: [String: TaskState], finishedAfter: Duration? = nil, readAfter: Duration = .seconds(190)
  ) -> RunDetail {
    let workflow = workflow()
    let graph = workflow.graph
    return RunDetail(
      id: id, version: VersionID(rawValue: 3), checksum: workflow.checksum, workflow: workflow, input: "{\"n\":1.0}",
      metadata: "{\"team\":\"ops\",\"day\":20261123}", priority: 2, status: status, runAt: nil,
      startedAt: tasks.isEmpty ? nil : start + .milliseconds(12), finishedAt: finishedAfter.map { start + $0 },
      tasks: workflow.tasks.indices.map { place in
        let state = tasks[graph.names[place]] ?? .waitingForParents
        return TaskDetail(
          name: graph.names[place], role: .ordinary, ordinal: place,
          needs: graph.parents[place].map { graph.names[$0] },
          status: state.status, attempts: state.attempts, live: state.live, waitingReason: state.reason)
      }, readAt: start + readAfter)
  }

  struct TaskState {
    var status: Status
    var attempts: [AttemptDetail] = []
    var live: LiveDetail?
    var reason: String?

    static let waitingForParents = TaskState(status: .waiting, reason: "waits for 'extract'")

    static func completed(from: Duration, to: Duration) -> TaskState {
      TaskState(status: .completed, attempts: [attempt(1, .completed, from: from, to: to)])
    }

    static func running(from: Duration, attempt: Int32 = 1) -> TaskState {
      TaskState(
        status: .running,
        live: LiveDetail(
          state: .running, attempt: attempt, worker: worker, queuedAt: start, startedAt: start + from, wakeAt: nil,
          cancelling: false), reason: "runs on worker 'pots' for 3s")
    }

    static func attempt(
      _ number: Int32, _ outcome: Outcome, from: Duration, to: Duration, final: Bool = true, exitCode: Int16? = nil,
      error: String? = nil
    ) -> AttemptDetail {
      AttemptDetail(
        attempt: number, outcome: outcome, final: final, exitCode: exitCode, signal: nil, worker: worker,
        queuedAt: start, assignedAt: start + from, startedAt: start + from, finishedAt: start + to, error: error,
        outputSize: outcome == .completed ? 17 : nil)
    }
  }

  /// All done, one at its second attempt.
  static var completed: RunPicture {
    RunPicture(
      run: detail(
        .completed,
        [
          "extract": .completed(from: .milliseconds(12), to: .milliseconds(850)),
          "sizes": .completed(from: .milliseconds(860), to: .milliseconds(1900)),
          "depended": TaskState(
            status: .completed,
            attempts: [
              TaskState.attempt(
                1, .failed, from: .milliseconds(860), to: .milliseconds(1200), final: false, exitCode: 1,
                error: "exit code 1"),
              TaskState.attempt(2, .completed, from: .milliseconds(2000), to: .milliseconds(3100)),
            ]),
          "maintainers": .completed(from: .milliseconds(860), to: .milliseconds(1400)),
          "report": .completed(from: .milliseconds(3110), to: .milliseconds(4212)),
        ], finishedAfter: .milliseconds(4212)))
  }

  /// One runs, one is about to be tried again.
  static var running: RunPicture {
    RunPicture(
      run: detail(
        .running,
        [
          "extract": .completed(from: .milliseconds(12), to: .milliseconds(850)),
          "sizes": .running(from: .milliseconds(860)),
          "depended": TaskState(
            status: .waiting,
            attempts: [
              TaskState.attempt(
                1, .failed, from: .milliseconds(860), to: .milliseconds(1200), final: false, exitCode: 1,
                error: "exit code 1")
            ],
            live: LiveDetail(
              state: .waiting, attempt: 1, worker: nil, queuedAt: nil, startedAt: nil, wakeAt: start + .seconds(5),
              cancelling: false), reason: "retries in 1.2s after exit code 1"),
          "maintainers": .completed(from: .milliseconds(860), to: .milliseconds(1400)),
          "report": TaskState(status: .waiting, reason: "waits for 'sizes' and 'depended'"),
        ], readAfter: .milliseconds(3800)))
  }

  /// One failed for good, with a log that tries to do harm; what needs it is cancelled.
  static var failed: RunPicture {
    let lines = [
      (6, "reading /var/lib/dpkg/status"), (4, "package 'linux-image' has no size\tskipped"),
      (3, "\u{1b}[31mdepended.sh: line 7: jq: command not found\u{1b}[0m\u{1b}[2J"),
    ]
    return RunPicture(
      run: detail(
        .failed,
        [
          "extract": .completed(from: .milliseconds(12), to: .milliseconds(850)),
          "sizes": .completed(from: .milliseconds(860), to: .milliseconds(1900)),
          "depended": TaskState(
            status: .failed,
            attempts: (1...4).map { number in
              TaskState.attempt(
                number, .failed, from: .milliseconds(Int64(number) * 1000),
                to: .milliseconds(Int64(number) * 1000 + 340),
                final: number == 4, exitCode: 127, error: "exit code 127")
            }),
          "maintainers": .completed(from: .milliseconds(860), to: .milliseconds(1400)),
          "report": TaskState(
            status: .cancelled,
            attempts: [
              AttemptDetail(
                attempt: 1, outcome: .cancelled, final: true, exitCode: nil, signal: nil, worker: nil, queuedAt: nil,
                assignedAt: nil, startedAt: nil, finishedAt: start + .milliseconds(4340),
                error: "parent 'depended' failed or was cancelled",
                outputSize: nil)
            ]),
        ], finishedAfter: .milliseconds(4340)),
      tails: [
        FailureTail(
          task: "depended", attempt: 4,
          entries: lines.enumerated().map { place, line in
            LogEntry(
              task: "depended", attempt: 4, line: Int32(place + 1), time: start + .seconds(4), priority: Int16(line.0),
              text: line.1)
          })
      ])
  }
}
