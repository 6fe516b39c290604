import ChildProcess
import Database
import Glibc
import Testing

@testable import Cluster

/// Real servers, each in a directory of its own.
@Suite struct ClusterTests {
  @Test func firstStartMakesItAndTheNextFindsIt() async throws {
    try await withScratchCluster { scratch in
      #expect(await scratch.cluster().status().state == .absent)
      let target = try await scratch.cluster().ensureRunning()
      let settings = try await value(
        target,
        """
        select string_agg(name || '=' || setting, ' ' order by name) from pg_settings
        where name in ('data_checksums', 'fsync', 'jit', 'listen_addresses', 'server_encoding', 'wal_compression')
        """)
      #expect(
        settings == "data_checksums=on fsync=on jit=off listen_addresses= server_encoding=UTF8 wal_compression=lz4")
      #expect(try await value(target, "select current_database() || current_user") == "hatchethatchet")
      #expect(try await value(target, "show lc_collate") == "C.UTF-8")
      #expect(try await value(target, "select count(*)::text from pg_hba_file_rules where error is null") == "1")

      let status = await scratch.cluster().status()
      #expect(status.state == .running)
      #expect(status.processID == Postmaster(dataDirectory: scratch.location.dataDirectory)?.processID)
      #expect(try #require(status.bytes) > 10_000_000)
      #expect(try #require(status.majorVersion) >= 15)
      #expect(try await value(try ConnectionTarget(status.url), "select 'by url'") == "by url")

      // A second one starts nothing.
      let again = try await scratch.cluster().ensureRunning()
      #expect(again == target)
      #expect(await scratch.cluster().status().processID == status.processID)

      _ = try await value(target, "create table kept as select 42 as answer")
      #expect(try await scratch.cluster().stop())
      #expect(await scratch.cluster().status().state == .stopped)
      #expect(try await !scratch.cluster().stop())
      let restarted = try await scratch.cluster().ensureRunning()
      #expect(try await value(restarted, "select answer::text from kept") == "42")
    }
  }

  @Test func firstCommandsAtTheSameMomentDoNotRace() async throws {
    try await withScratchCluster { scratch in
      let servers = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let target = try await scratch.cluster().ensureRunning()
            return try await value(target, "select pg_postmaster_start_time()::text")
          }
        }
        return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
      #expect(servers.count == 1)
    }
  }

  @Test func killedServerIsRecovered() async throws {
    try await withScratchCluster { scratch in
      let target = try await scratch.cluster().ensureRunning()
      _ = try await value(target, "create table kept as select 42 as answer")
      // A backend that is deep in a computation does not notice at once that its server is gone.
      let busy = try await Connection.open(target)
      let computation = Task {
        try await busy.simple("select count(*) from (select generate_series(1, 100000000000)) a")
      }
      let server = try #require(Postmaster(dataDirectory: scratch.location.dataDirectory))
      let running = "select count(*)::text from pg_stat_activity where query ~ 'series' and pid <> pg_backend_pid()"
      while try await value(target, running) == "0" {}
      #expect(server.watch.signal(.kill))
      #expect(await server.watch.waitForEnd(within: .seconds(20)))
      let recovered = try await scratch.cluster().ensureRunning()
      #expect(try await value(recovered, "select answer::text from kept") == "42")
      await #expect(throws: DatabaseError.self) { _ = try await computation.value }
    }
  }

  @Test func pidOfADeadServerMayBeAStrangersByNow() async throws {
    try await withScratchCluster { scratch in
      _ = try await scratch.cluster().ensureRunning()
      let server = try #require(Postmaster(dataDirectory: scratch.location.dataDirectory))
      let file = scratch.location.dataDirectory + "/postmaster.pid"
      let text = try #require(SmallFile.read(file))
      #expect(try await scratch.cluster().stop(.immediate))
      let stranger = try await Child.spawn(SpawnRequest(["/bin/sleep", "1000"]))
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
      let forged = "\(stranger.processID)\n" + lines.joined(separator: "\n")
      let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      #expect(write(descriptor, forged, forged.utf8.count) == forged.utf8.count)
      close(descriptor)
      #expect(Postmaster(dataDirectory: scratch.location.dataDirectory) == nil)
      let target = try await scratch.cluster().ensureRunning()
      #expect(try await value(target, "select 1::text") == "1")
      #expect(Postmaster(dataDirectory: scratch.location.dataDirectory)?.processID != server.processID)
      stranger.stop(.kill)
      _ = await stranger.result()
    }
  }

  @Test func halfMadeDatabaseIsMadeAnew() async throws {
    try await withScratchCluster { scratch in
      let user = try ServerUser.find(for: scratch.location.directory)
      for directory in [scratch.location.home, scratch.location.directory, scratch.location.directory + "/data.new.1"] {
        #expect(mkdir(directory, 0o711) == 0)
      }
      for directory in [scratch.location.directory, scratch.location.directory + "/data.new.1"] {
        #expect(chmod(directory, 0o700) == 0 && chown(directory, user.user, user.group) == 0)
      }
      _ = try await scratch.cluster().ensureRunning()
      #expect(SmallFile.names(in: scratch.location.directory).filter { $0.hasPrefix("data") } == ["data"])
    }
  }

  @Test func serverThatDoesNotStartSaysWhy() async throws {
    try await withScratchCluster { scratch in
      _ = try await scratch.cluster().ensureRunning()
      #expect(try await scratch.cluster().stop())
      let descriptor = open(scratch.location.dataDirectory + "/postgresql.conf", O_WRONLY | O_APPEND | O_CLOEXEC)
      #expect(write(descriptor, "no_such_setting = 1\n", 20) == 20)
      close(descriptor)
      let error = await #expect(throws: ClusterError.self) { _ = try await scratch.cluster().ensureRunning() }
      #expect(error?.code == .startFailed)
      #expect(error?.hint?.contains("no_such_setting") == true)
    }
  }

  @Test func dataOfAnotherMajorVersionIsLeftAlone() async throws {
    try await withScratchCluster { scratch in
      let user = try ServerUser.find(for: scratch.location.directory)
      for directory in [scratch.location.home, scratch.location.directory, scratch.location.dataDirectory] {
        #expect(mkdir(directory, 0o711) == 0)
      }
      #expect(chmod(scratch.location.directory, 0o700) == 0)
      #expect(chown(scratch.location.directory, user.user, user.group) == 0)
      let descriptor = open(scratch.location.dataDirectory + "/PG_VERSION", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      #expect(write(descriptor, "99\n", 3) == 3)
      close(descriptor)
      let error = await #expect(throws: ClusterError.self) { _ = try await scratch.cluster().ensureRunning() }
      #expect(error?.code == .versionMismatch)
      #expect(error?.message.contains("PostgreSQL 99") == true)
    }
  }

  @Test func socketDirectoryOfSomebodyElseIsRefused() async throws {
    try await withScratchCluster { scratch in
      let deep = ClusterLocation(home: scratch.path + "/" + String(repeating: "d", count: 100))
      var settings = ClusterSettings()
      settings.keeper = nil
      settings.runtimeDirectory = scratch.path
      let cluster = Cluster(location: deep, settings: settings)
      let sockets = cluster.socketDirectory
      #expect(sockets.hasPrefix(scratch.path + "/hatchet-"))
      // As root somebody else's, else one that somebody else may write to.
      #expect(mkdir(sockets, 0o777) == 0 && chmod(sockets, 0o777) == 0)
      if geteuid() == 0 { #expect(chown(sockets, 12345, 12345) == 0) }
      let error = await #expect(throws: ClusterError.self) { _ = try await cluster.ensureRunning() }
      #expect(error?.code == .noPlace)
      #expect(rmdir(sockets) == 0)
      let target = try await cluster.ensureRunning()
      #expect(target.host == sockets)
      #expect(try await value(target, "select 1::text") == "1")
      #expect(try await cluster.stop(.immediate))
    }
  }
}
