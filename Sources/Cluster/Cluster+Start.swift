import ChildProcess
import Glibc

/// From nothing, from a stopped server, from a killed one, to one that accepts connections. All with the lock held.
extension Cluster {
  func startedServer() async throws(ClusterError) -> Postmaster {
    let data = location.dataDirectory
    if let server = Postmaster(dataDirectory: data) {
      if server.isReady { return server }
      // Whoever started it has died since, or it is stopping.
      if let server = try await ready(server.watch, exit: nil) { return server }
    }
    let user = try ServerUser.find(for: location.directory)
    try PrivateDirectory.make(location.directory, for: user)
    let sockets = socketDirectory
    if sockets != location.directory { try PrivateDirectory.make(sockets, for: user) }

    let major = majorVersion
    let binaries = try await ServerBinaries.find(settings, path: environmentPath, wantedMajor: major)
    if major == nil {
      guard !exists(data) else {
        throw ClusterError(
          .noPlace, "'\(data)' is there, and is no data directory of PostgreSQL", hint: "move it away, and try again")
      }
      try await initialize(binaries, user)
    }
    try await clearLeftovers(user)
    return try await start(binaries, user, socketDirectory: sockets)
  }

  private nonisolated var environmentPath: String? {
    getenv("PATH").map { String(cString: $0) }
  }

  private nonisolated func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  private func request(_ script: String, _ arguments: [String], _ binaries: ServerBinaries, _ user: ServerUser)
    -> SpawnRequest
  {
    var request = SpawnRequest(
      ["/bin/sh", "-c", script, "hatchet-database", binaries.directory] + arguments,
      environment: [
        "PATH": binaries.directory + ":/usr/local/bin:/usr/bin:/bin", "HOME": location.directory, "LC_ALL": "C",
        "TZ": "UTC",
      ],
      directory: location.directory)
    request.credentials = user.credentials
    return request
  }

  private func initialize(_ binaries: ServerBinaries, _ user: ServerUser) async throws(ClusterError) {
    var request = request(ServerScript.initialize, [], binaries, user)
    request.output = .discard
    request.error = .collect(limit: 1 << 20)
    request.timeLimit = settings.startLimit
    let result: ChildResult
    do {
      result = try await Child.run(request, log: { _ in })
    } catch {
      throw ClusterError(.initializationFailed, "unable to make a database in '\(location.directory)'", cause: error)
    }
    guard result.exit.isSuccess else {
      let said = String(decoding: result.errorOutput, as: UTF8.self)
      let reason = result.stopped == .timedOut ? "time-out" : "\(result.exit)"
      throw ClusterError(
        .initializationFailed, "unable to make a database in '\(location.directory)': \(reason)",
        hint: ServerLog.interesting(said) ?? "is there room on the disk?")
    }
    linkFromDataHome()
  }

  /// Backends of a server that was killed notice within moments, if they are not deep in a computation. No new server
  /// can start while one is left, and what they have not committed is lost in any case.
  private func clearLeftovers(_ user: ServerUser) async throws(ClusterError) {
    for signal in [nil, Signal.quit, .kill] {
      let found = await Postmaster.processes(in: location.dataDirectory, of: user)
      let left = found.compactMap { ProcessWatch(processID: $0) }
      if left.isEmpty { return }
      if let signal { for process in left { process.signal(signal) } }
      let deadline = ContinuousClock.now + .seconds(5)
      for process in left { _ = await process.waitForEnd(within: ContinuousClock.now.duration(to: deadline)) }
    }
    guard let stuck = await Postmaster.processes(in: location.dataDirectory, of: user).first else { return }
    throw ClusterError(
      .startFailed, "process \(stuck) of a server that was killed is still there", hint: "see: ps -fp \(stuck)")
  }

  private func start(
    _ binaries: ServerBinaries, _ user: ServerUser, socketDirectory: String
  ) async throws(ClusterError) -> Postmaster {
    // Nobody works in the data directory, so a pid in one of these is a dead one's, or a stranger's by now.
    let stale = [location.dataDirectory + "/postmaster.pid", socketDirectory + "/.s.PGSQL.5432.lock"].filter { file in
      guard let text = SmallFile.read(file), let processID = Int32(text.prefix { $0.isNumber }) else { return false }
      return kill(processID, 0) == 0 || errno == EPERM
    }
    var request = request(ServerScript.start, stale, binaries, user)
    let configuration = ServerConfiguration(socketDirectory: socketDirectory, logDirectory: location.logDirectory)
    request.input = .bytes(Array(configuration.text.utf8))
    request.lifetime = .detached
    unlink(location.startLog)
    request.output = .append(path: location.startLog)
    request.error = .append(path: location.startLog)
    let child: Child
    do {
      child = try await Child.spawn(request)
    } catch {
      throw ClusterError(.startFailed, "unable to start PostgreSQL", cause: error)
    }
    guard let watch = ProcessWatch(processID: child.processID), let server = try await ready(watch, exit: child) else {
      throw startFailure("PostgreSQL ended as soon as it was started: \(await child.result().exit)")
    }
    return server
  }

  /// Waits until the server accepts connections.
  /// - Returns: nil if it ended.
  private func ready(_ watch: ProcessWatch, exit: Child?) async throws(ClusterError) -> Postmaster? {
    let deadline = ContinuousClock.now + settings.startLimit
    var pause = Duration.milliseconds(5)
    while ContinuousClock.now < deadline {
      if await watch.waitForEnd(within: pause) { return nil }
      if let server = Postmaster(dataDirectory: location.dataDirectory), server.isReady { return server }
      pause = min(pause * 2, .milliseconds(40))
    }
    throw startFailure(
      "PostgreSQL (process \(watch.processID)) is not ready after \(settings.startLimit.components.seconds) s")
  }

  private func startFailure(_ message: String) -> ClusterError {
    let hint = ServerLog.end(startLog: location.startLog, directory: location.logDirectory)
    return ClusterError(.startFailed, message, hint: hint ?? "its log is in '\(location.logDirectory)'")
  }

  /// As root the data is not where one looks for it: leave a pointer, if the place is root's own.
  private func linkFromDataHome() {
    guard geteuid() == 0, let dataHome = settings.dataHome else { return }
    var facts = stat()
    guard (try? PrivateDirectory.make(dataHome + "/hatchet", mode: 0o700)) != nil,
      lstat(dataHome + "/hatchet", &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, facts.st_uid == 0
    else { return }
    symlink(location.directory, dataHome + "/hatchet/postgres")
  }
}
