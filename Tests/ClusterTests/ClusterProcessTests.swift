import ChildProcess
import Database
import Glibc
import TestSupport
import Testing

@testable import Cluster

/// The server and the process that started it, or wanted to.
@Suite(.orphanReaping) struct ClusterProcessTests {
  /// The test sees the end of the process's standard output while the server runs: so the server holds none of it.
  @Test func serverOutlivesTheFirstCommandAndHoldsNothingOfIt() async throws {
    let scratch = try await ScratchCluster()
    let path = scratch.location.home
    let ended = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
      [path = path as String] in
      setpgid(0, 0)
      signal(SIGINT, SIG_IGN)
      var settings = ClusterSettings()
      settings.keeper = nil
      _ = try await Cluster(location: ClusterLocation(home: path), settings: settings).ensureRunning()
      _ = write(1, "\nstarted\n", 9)
      kill(0, SIGINT)  // Ctrl-C
      kill(getpid(), SIGKILL)
    }
    let said = String(decoding: ended?.standardOutputContent ?? [], as: UTF8.self)
    #expect(said.contains("started"))
    let status = await scratch.cluster().status()
    #expect(status.state == .running)
    if let processID = status.processID {
      #expect(getsid(processID) == processID)
      let target = try await scratch.cluster().ensureRunning()
      #expect(try await value(target, "select 1::text") == "1")
    }
    await scratch.remove()
  }

  @Test func twoProcessesAtTheSameMoment() async throws {
    let scratch = try await ScratchCluster()
    let path = scratch.location.home
    async let one = #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      [path = path as String] in
      try await Self.reportServer(path)
    }
    async let other = #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
      [path = path as String] in
      try await Self.reportServer(path)
    }
    let reports = await [one, other].map { ended in
      String(decoding: ended?.standardOutputContent ?? [], as: UTF8.self).split(separator: "\n")
        .filter { $0.hasPrefix("server ") }
    }
    #expect(reports[0].count == 1)
    #expect(reports[0] == reports[1])
    await scratch.remove()
  }

  private static func reportServer(_ path: String) async throws {
    var settings = ClusterSettings()
    settings.keeper = nil
    let cluster = Cluster(location: ClusterLocation(home: path), settings: settings)
    _ = try await cluster.ensureRunning()
    let line = "\nserver \(await cluster.status().processID ?? 0)\n"
    _ = write(1, line, line.utf8.count)
  }

  /// A process that is killed in the middle of making a database leaves something that the next one makes anew.
  @Test func killedWhileItMakesTheDatabase() async throws {
    let scratch = try await ScratchCluster()
    let path = scratch.location.home
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let location = ClusterLocation(home: path)
      var settings = ClusterSettings()
      settings.keeper = nil
      let cluster = Cluster(location: location, settings: settings)
      Task { try await cluster.ensureRunning() }
      while !SmallFile.names(in: location.directory).contains(where: { $0.hasPrefix("data.new") }) {
        await Task.yield()
      }
      kill(getpid(), SIGKILL)
    }
    #expect(access(scratch.location.dataDirectory, F_OK) != 0)
    let target = try await scratch.cluster().ensureRunning()
    #expect(try await value(target, "select 1::text") == "1")
    await scratch.remove()
  }

  /// As root the server runs as somebody else; so the other case needs a process that gives root up.
  @Test(.enabled(if: geteuid() == 0)) func ordinaryUser() async throws {
    let nobody: UInt32 = 65534
    let scratch = try await ScratchCluster(owner: nobody)
    let path = scratch.location.home
    await #expect(processExitsWith: .success) { [path = path as String, nobody = nobody as UInt32] in
      #expect(setgroups(0, nil) == 0 && setgid(nobody) == 0 && setuid(nobody) == 0)
      var settings = ClusterSettings()
      settings.keeper = nil
      let cluster = Cluster(location: ClusterLocation(home: path), settings: settings)
      let target = try await cluster.ensureRunning()
      #expect(try await value(target, "select current_user::text") == "hatchet")
      var facts = stat()
      #expect(stat(cluster.location.dataDirectory, &facts) == 0 && facts.st_uid == nobody)
      #expect(try await cluster.stop())
      // And a place that is not ours is told as such.
      let elsewhere = Cluster(location: ClusterLocation(home: "/root/hatchet"), settings: settings)
      let error = await #expect(throws: ClusterError.self) { _ = try await elsewhere.ensureRunning() }
      #expect(error?.code == .noPlace)
    }
    await scratch.remove()
  }

  @Test(.enabled(if: geteuid() == 0)) func rootsServerIsSomebodyElses() async throws {
    try await withScratchCluster { scratch in
      _ = try await scratch.cluster().ensureRunning()
      let server = try #require(Postmaster(dataDirectory: scratch.location.dataDirectory))
      var facts = stat()
      #expect(stat("/proc/\(server.processID)", &facts) == 0)
      #expect(facts.st_uid != 0)
      #expect(lstat(scratch.location.directory, &facts) == 0)
      #expect(facts.st_uid != 0 && facts.st_mode & 0o777 == 0o700)
    }
  }

  /// Root's data is where the server's user can go, and where one looks for it there is a link.
  @Test(.enabled(if: geteuid() == 0)) func rootsDataIsElsewhere() async throws {
    try await withScratchCluster { scratch in
      let dataHome = scratch.path + "/private/share"
      #expect(mkdir(scratch.path + "/private", 0o700) == 0)
      let location = try ClusterLocation(
        environment: ["XDG_DATA_HOME": dataHome], isRoot: true, systemBase: scratch.path + "/var")
      var settings = ClusterSettings()
      settings.keeper = nil
      settings.dataHome = dataHome
      let cluster = Cluster(location: location, settings: settings)
      let target = try await cluster.ensureRunning()
      #expect(try await value(target, "select 1::text") == "1")
      #expect(access(dataHome + "/hatchet/postgres/data/PG_VERSION", F_OK) == 0)
      #expect(try await cluster.stop(.immediate))
    }
  }
}
