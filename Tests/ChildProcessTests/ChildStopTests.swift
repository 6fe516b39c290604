import ChildProcess
import Synchronization
import Testing

/// How a child is brought to its end, and all that it started with it.
@Suite struct ChildStopTests {
  /// Starts a script that says "ready" on standard error, and waits for that.
  private func ready(_ script: String, _ change: (inout SpawnRequest) -> Void = { _ in }) async throws -> Child {
    var request = shell(script)
    change(&request)
    let child = try await Child.spawn(request)
    let lines = try #require(child.errorLines)
    for await batch in lines where batch.contains(where: { $0.text == "ready" }) { break }
    return child
  }

  @Test func stopTerminatesTheGroup() async throws {
    let child = try await ready("sleep 1000 & echo ready >&2; wait")
    child.stop()
    let result = await child.result()
    #expect(result.exit == .signaled(.terminate, coreDumped: false))
    #expect(result.stopped == .requested)
    #expect(!result.abandonedPipes)
  }

  @Test func graceIsThereToEndWell() async throws {
    let child = try await ready("trap 'echo bye; exit 7' TERM; echo ready >&2; while :; do sleep 1000 & wait; done")
    child.stop()
    let result = await child.result()
    #expect(result.exit == .exited(7))
    #expect(text(result.output) == "bye\n")
  }

  @Test func whoIgnoresTheSignalIsKilledWhenTheGraceIsOver() async throws {
    let child = try await ready("trap '' TERM; echo ready >&2; while :; do sleep 1000; done") {
      $0.teardown = .terminate(grace: .milliseconds(200))
    }
    let asked = ContinuousClock.now
    child.stop()
    let result = await child.result()
    #expect(result.exit == .signaled(.kill, coreDumped: false))
    #expect(asked.duration(to: .now) >= .milliseconds(200))
  }

  @Test func secondStopHurries() async throws {
    let child = try await ready("trap '' TERM; echo ready >&2; while :; do sleep 1000; done") {
      $0.teardown = .terminate(grace: .seconds(1000))
    }
    child.stop()
    child.stop(.kill)
    #expect(await child.result().exit == .signaled(.kill, coreDumped: false))
  }

  @Test func aStoppedChildIsWokenToTerminate() async throws {
    let child = try await ready("echo ready >&2; kill -STOP $$") { $0.teardown = .terminate(grace: .seconds(1000)) }
    child.stop()
    #expect(await child.result().exit == .signaled(.terminate, coreDumped: false))
  }

  @Test func stepsMayBeSeveral() async throws {
    let child = try await ready("trap '' INT; trap 'exit 3' USR1; echo ready >&2; while :; do sleep 1000 & wait; done")
    {
      $0.teardown = Teardown([.init(.interrupt, grace: .milliseconds(50)), .init(.user1, grace: .seconds(1000))])
    }
    child.stop()
    #expect(await child.result().exit == .exited(3))
  }

  @Test func timeLimitEndsIt() async throws {
    var request = shell("sleep 1000")
    request.timeLimit = .milliseconds(100)
    let result = try await Child.run(request)
    #expect(result.stopped == .timedOut)
    #expect(result.exit == .signaled(.terminate, coreDumped: false))
    #expect(result.duration >= .milliseconds(100))
  }

  @Test func deadlineMayBeMoved() async throws {
    var request = shell("read line; exit 5")
    request.input = .stream
    let child = try await Child.spawn(request)
    child.setDeadline(.now + .seconds(1))
    child.setDeadline(nil)
    let other = try await Child.run(shell("sleep 1.1"))
    #expect(other.exit == .exited(0))
    try await child.write(Array("go\n".utf8))
    #expect(await child.result().exit == .exited(5))

    let second = try await Child.spawn(shell("sleep 1000"))
    second.setDeadline(.now + .milliseconds(10))
    #expect(await second.result().stopped == .timedOut)
  }

  @Test func cancellationStopsIt() async throws {
    let started = Mutex(false)
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let task = Task {
      try await Child.run(shell("echo ready >&2; sleep 1000; echo never")) { _ in
        if started.withLock({ was in
          defer { was = true }; return !was
        }) {
          continuation.yield()
        }
      }
    }
    for await _ in stream { break }
    task.cancel()
    let result = try await task.value
    #expect(result.stopped == .requested)
    #expect(result.exit == .signaled(.terminate, coreDumped: false))
  }

  @Test func whatIsLeftOfTheGroupDiesWithTheChild() async throws {
    // The grandchild holds standard output: its death is what lets the result come without "abandoned pipes".
    let result = try await Child.run(shell("trap '' TERM HUP; sleep 1000 & echo $!"))
    #expect(result.exit == .exited(0))
    #expect(!result.abandonedPipes)
    let grandchild = try #require(Int32(text(result.output).dropLast()))
    try ProcessProbe.waitForEnd(of: grandchild)
  }

  @Test func whoLeavesTheSessionIsLetGoAndHoldsUpNobody() async throws {
    let result = try await Child.run(
      shell("setsid sh -c 'echo $$; exec sleep 1000' & read x < /dev/null; wait $! & sleep 0.2"))
    let daemon = try #require(Int32(text(result.output).dropLast()))
    #expect(result.abandonedPipes)
    #expect(ProcessProbe.exists(daemon))
    let ended = try await Child.run(SpawnRequest(["/bin/kill", "-KILL", "\(daemon)"]))
    #expect(ended.exit == .exited(0))
    try ProcessProbe.waitForEnd(of: daemon)
  }

  @Test func stoppingWhatHasEndedDoesNothing() async throws {
    let child = try await Child.spawn(shell("exit 4"))
    let result = await child.result()
    child.stop()
    child.signal(.kill)
    #expect(result.exit == .exited(4))
    #expect(await child.result().stopped == nil)
  }
}
