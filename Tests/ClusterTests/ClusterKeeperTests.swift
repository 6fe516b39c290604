import ChildProcess
import Database
import Glibc
import Testing

@testable import Cluster

@Suite struct ClusterKeeperTests {
  @Test func stopsTheServerWhenTheLastUserHasBeenGoneForLongEnough() async throws {
    try await withScratchCluster { scratch in
      let cluster = scratch.cluster()
      let target = try await cluster.ensureRunning()
      let server = try #require(Postmaster(dataDirectory: scratch.location.dataDirectory))
      let keeper = Task { try await ClusterKeeper.run(home: scratch.location.home, idle: .milliseconds(300)) }
      // A user keeps it alive, ...
      #expect(await server.watch.waitForEnd(within: .milliseconds(900)) == false)
      // ... and so does a client of any other kind.
      let connection = try await Connection.open(target)
      await cluster.leave()
      #expect(await server.watch.waitForEnd(within: .milliseconds(900)) == false)
      #expect(await cluster.status().hasKeeper)
      let left = ContinuousClock.now
      await connection.close()
      #expect(await server.watch.waitForEnd(within: .seconds(20)))
      #expect(left.duration(to: .now) >= .milliseconds(300))
      try await keeper.value
      #expect(await cluster.status().state == .stopped)
      // Cleanly.
      #expect(try await value(try await cluster.ensureRunning(), "select 1::text") == "1")
      let log = SmallFile.names(in: scratch.location.logDirectory)
        .compactMap { SmallFile.read(scratch.location.logDirectory + "/" + $0) }.joined()
      #expect(log.contains("database system was shut down at"))
      #expect(!log.contains("was not properly shut down"))
    }
  }

  @Test func oneIsEnoughAndItGoesWithItsServer() async throws {
    try await withScratchCluster { scratch in
      let cluster = scratch.cluster()
      _ = try await cluster.ensureRunning()
      let keeper = Task { try await ClusterKeeper.run(home: scratch.location.home, idle: .seconds(1)) }
      while await !cluster.status().hasKeeper { await Task.yield() }
      let lock = try FileLock.take(scratch.location.keeperFile, exclusive: true)
      #expect(lock == nil)
      #expect(try await cluster.stop(.immediate))
      try await keeper.value
      // And there is nothing to keep now.
      try await ClusterKeeper.run(home: scratch.location.home, idle: .seconds(1000))
    }
  }

  /// A program in the keeper's place tells what it was given.
  @Test func isStartedApartFromEverybodyUnlessOneIsThere() async throws {
    try await withScratchCluster { scratch in
      let report = scratch.path + "/report"
      let script = """
        exec >>"$0"
        echo "$@"; cut -d' ' -f6 /proc/$$/stat; ls /proc/$$/fd; pwd; echo end
        """
      let cluster = scratch.cluster {
        $0.keeper = ["/bin/sh", "-c", script, report]
        $0.idle = .milliseconds(1500)
      }
      _ = try await cluster.ensureRunning()
      let deadline = ContinuousClock.now + .seconds(20)
      var lines: [Substring] = []
      while lines.last != "end" && ContinuousClock.now < deadline {
        await Task.yield()
        lines = (SmallFile.read(report) ?? "").split(separator: "\n")
      }
      try #require(lines.count == 7)
      #expect(lines[0] == "\(scratch.location.home) 1.5")
      #expect(Int32(lines[1]) != getsid(0))
      #expect(lines[2...5] == ["0", "1", "2", "/"])

      // It did not take the lock, so the next command starts another; while one holds it, none does.
      let lock = try #require(try FileLock.take(scratch.location.keeperFile, exclusive: true))
      unlink(report)
      _ = try await cluster.ensureRunning()
      #expect(access(report, F_OK) != 0)
      lock.release()
      _ = try await cluster.ensureRunning()
      while access(report, F_OK) != 0 && ContinuousClock.now < deadline { await Task.yield() }
      #expect(access(report, F_OK) == 0)
    }
  }
}
