import ChildProcess
import Testing

/// Every way in which a child is never started says which.
@Suite struct SpawnFailureTests {
  private func failure(_ request: SpawnRequest) async -> ChildProcessError? {
    do throws(ChildProcessError) {
      _ = try await Child.spawn(request)
      return nil
    } catch {
      return error
    }
  }

  @Test func noSuchProgram() async throws {
    let error = await failure(SpawnRequest(["no-such-program"], environment: ["PATH": "/usr/bin:/bin"]))
    #expect(error == ChildProcessError(.notFound, "unable to run 'no-such-program': no such program in PATH"))
    let path = await failure(SpawnRequest(["/nowhere/at-all"]))
    #expect(path?.code == .notFound)
    #expect(path?.description == "unable to run '/nowhere/at-all': No such file or directory")
  }

  @Test func missingInterpreter() async throws {
    let scratch = try ScratchDirectory()
    let script = try scratch.file("x.py", "#!/no/such/python\n")
    let error = await failure(SpawnRequest([script]))
    #expect(error?.code == .notFound)
    #expect(error?.hint?.contains("interpreter") == true)
  }

  @Test func notExecutable() async throws {
    let scratch = try ScratchDirectory()
    let script = try scratch.file("x.sh", "#!/bin/sh\n", mode: 0o644)
    for request in [SpawnRequest([script]), SpawnRequest(["x.sh"], environment: ["PATH": scratch.path])] {
      let error = await failure(request)
      #expect(error?.code == .notExecutable)
      #expect(error?.description == "unable to run '\(script)': Permission denied")
      #expect(error?.hint == "make it executable: chmod +x '\(script)'")
    }
    #expect(await failure(SpawnRequest([scratch.path]))?.hint == "it is a directory")
  }

  @Test func notAProgram() async throws {
    let scratch = try ScratchDirectory()
    let script = try scratch.file("x", "echo no first line\n")
    let error = await failure(SpawnRequest([script]))
    #expect(error?.code == .notExecutable)
    #expect(error?.hint?.contains("#!/bin/sh") == true)
  }

  @Test func wrongDirectory() async throws {
    let error = await failure(SpawnRequest(["true"], directory: "/no/such/place"))
    #expect(error?.code == .notFound || error?.code == .directory)
    let absolute = await failure(SpawnRequest(["/bin/true"], directory: "/no/such/place"))
    #expect(absolute?.code == .directory)
    #expect(absolute?.description == "unable to enter the directory '/no/such/place': No such file or directory")
  }

  @Test func impossibleRequests() async throws {
    #expect(await failure(SpawnRequest([]))?.code == .invalidArgument)
    #expect(await failure(SpawnRequest([""]))?.code == .invalidArgument)
    #expect(await failure(SpawnRequest(["/bin/true", "a\0b"]))?.code == .invalidArgument)
    #expect(await failure(SpawnRequest(["/bin/true"], environment: ["A": "\0"]))?.code == .invalidArgument)
    #expect(await failure(SpawnRequest(["/bin/true"], environment: ["A=B": "c"]))?.code == .invalidArgument)
    let long = String(repeating: "x", count: 3_000_000)
    #expect(await failure(SpawnRequest(["/bin/true", long]))?.code == .invalidArgument)
  }

  @Test func aScriptThatWasJustWrittenRuns() async throws {
    let scratch = try ScratchDirectory()
    try await withThrowingTaskGroup(of: ChildExit.self) { group in
      for index in 0..<50 {
        group.addTask {
          let script = try scratch.file("fresh-\(index)", "#!/bin/sh\nexit 9\n")
          return try await Child.run(SpawnRequest([script])).exit
        }
      }
      for try await exit in group { #expect(exit == .exited(9)) }
    }
  }
}
