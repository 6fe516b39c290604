import ChildProcess
import Glibc
import TestSupport
import Testing

/// What becomes of the children of a process; each in a process of its own.
@Suite(.orphanReaping) struct GuardianTests {
  /// Process ids on the lines of what a doomed process wrote.
  private func processIDs(_ bytes: [UInt8]) -> [Int32] {
    text(bytes).split(whereSeparator: \.isNewline).compactMap { Int32($0) }
  }

  @Test func killedWorkerLeavesNeitherChildNorGrandchild() async throws {
    let ended = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      // A child, a grandchild in its group, one whose parent is gone, and a job in a group of its own.
      let script = """
        trap '' TERM HUP INT
        echo $$
        sleep 1000 & echo $!
        (sleep 1000 & echo $!)
        set -m
        sleep 1000 & echo $!
        wait
        """
      var found: [String] = []
      for _ in 0..<3 {
        var request = shell(script)
        request.output = .lines(.unlimited)
        let child = try await Child.spawn(request)
        var count = 0
        for await batch in try #require(child.outputLines) {
          found += batch.map(\.text)
          count += batch.count
          if count == 4 { break }
        }
      }
      let report = Array(("\n" + found.joined(separator: "\n") + "\n").utf8)
      _ = write(1, report, report.count)
      kill(getpid(), SIGKILL)
    }
    let output = try #require(ended).standardOutputContent
    let found = processIDs(output)
    #expect(found.count == 12)
    for processID in found { try ProcessProbe.waitForEnd(of: processID) }
  }

  @Test func guardianEndsWithItsProcessAndHoldsNothingOfIt() async throws {
    let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      _ = try await Child.run(shell("exit 0"))
      let guardian = try ProcessProbe.guardian()
      let report = Array("\n\(guardian)\n".utf8)
      _ = write(1, report, report.count)
    }
    let output = try #require(ended).standardOutputContent
    let found = processIDs(output)
    for guardian in found { try ProcessProbe.waitForEnd(of: guardian) }
    #expect(found.count == 1)
  }

  @Test func killedGuardianIsReplaced() async throws {
    let ended = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      let child = try await Child.spawn(shell("sleep 1000 & echo $! >&2; wait"))
      let first = try ProcessProbe.guardian()
      kill(first, SIGKILL)
      var lines = try #require(child.errorLines).makeAsyncIterator()
      let grandchild = try #require(await lines.next()?.first?.text)
      // The next one comes within a second or so.
      let deadline = ContinuousClock.now + .seconds(20)
      while ProcessProbe.children().contains(first) || ProcessProbe.children().count < 2 {
        await Task.yield()
        if ContinuousClock.now > deadline { break }
      }
      let report = Array("\n\(child.processID)\n\(grandchild)\n".utf8)
      _ = write(1, report, report.count)
      kill(getpid(), SIGKILL)
    }
    let output = try #require(ended).standardOutputContent
    let found = processIDs(output)
    #expect(found.count == 2)
    for processID in found { try ProcessProbe.waitForEnd(of: processID) }
  }

  @Test func fiveHundredAtOnceAndNothingIsLeft() async throws {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 256, rlim_max: 4096)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      let soft = try await Child.run(shell("ulimit -Sn"))
      #expect(text(soft.output) == "256\n", "a child has the limit that we were started with")
      let before = ProcessProbe.openDescriptors()

      var children: [Child] = []
      for _ in 0..<500 {
        var request = shell("read -r line; echo $line; (sleep 1000 &) ; echo $$ >&2")
        request.input = .stream
        children.append(try await Child.spawn(request))
      }
      #expect(Set(children.map(\.processID)).count == 500)
      #expect(ProcessProbe.openDescriptors() <= before + 4 * 500 + 4)
      for (index, child) in children.enumerated() { try await child.write(Array("\(index)\n".utf8)) }
      for (index, child) in children.enumerated() {
        let result = await child.result()
        #expect(result.exit == .exited(0))
        #expect(text(result.output) == "\(index)\n")
      }
      // The look for orphans opens a file or two now and then.
      let deadline = ContinuousClock.now + .seconds(20)
      while ProcessProbe.openDescriptors() > before, ContinuousClock.now < deadline { await Task.yield() }
      #expect(ProcessProbe.openDescriptors() <= before)

      // Neither the children nor the orphans that they left are zombies: only the guardian is ours.
      while ProcessProbe.children().count > 1, ContinuousClock.now < deadline { await Task.yield() }
      #expect(ProcessProbe.children().count == 1)
    }
  }

  /// A job in a group of its own outlives its shell for a moment only, and no daemon becomes a zombie.
  @Test func orphansInOtherGroupsAreEndedAndReaped() async throws {
    await #expect(processExitsWith: .success) {
      let result = try await Child.run(shell("set -m; sleep 1000 > /dev/null 2>&1 & echo $!"))
      let job = try #require(Int32(text(result.output).dropLast()))
      try ProcessProbe.waitForEnd(of: job)
      // It leaves the session, and ends when its input does: after its parent.
      var request = shell("setsid sh -c 'exec 3<&0; echo $$; cat <&3' <&0 >&2 & read -r line <&0")
      request.input = .stream
      let child = try await Child.spawn(request)
      var lines = try #require(child.errorLines).makeAsyncIterator()
      let line = try #require(await lines.next()?.first?.text)
      let daemon = try #require(Int32(line))
      child.closeInput()
      _ = await child.result()
      try ProcessProbe.waitForEnd(of: daemon)
      let deadline = ContinuousClock.now + .seconds(20)
      while ProcessProbe.children().count > 1, ContinuousClock.now < deadline { await Task.yield() }
      #expect(ProcessProbe.children().count == 1)
    }
  }

  @Test func detachedChildOutlivesItsProcess() async throws {
    let ended = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      var request = SpawnRequest(["/bin/sleep", "1000"])
      request.lifetime = .detached
      request.output = .discard
      request.error = .discard
      let child = try await Child.spawn(request)
      _ = try await Child.run(shell("exit 0"))  // with a guardian about
      let report = Array("\n\(child.processID)\n".utf8)
      _ = write(1, report, report.count)
      kill(getpid(), SIGKILL)
    }
    let output = try #require(ended).standardOutputContent
    let daemon = try #require(processIDs(output).first)
    #expect(ProcessProbe.exists(daemon))
    #expect(kill(daemon, SIGKILL) == 0)
    try ProcessProbe.waitForEnd(of: daemon)
  }
}
