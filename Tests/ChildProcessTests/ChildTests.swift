import ChildProcess
import Testing

func shell(_ script: String, _ environment: [String: String] = ["PATH": "/usr/bin:/bin"]) -> SpawnRequest {
  SpawnRequest(["sh", "-c", script], environment: environment)
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// What goes in and what comes out.
@Suite struct ChildTests {
  @Test(arguments: [0, 1, 75, 126, 255])
  func tellsExitCodes(_ code: Int32) async throws {
    let result = try await Child.run(shell("exit \(code)"))
    #expect(result.exit == .exited(code))
    #expect(result.exit.isSuccess == (code == 0))
    #expect(result.stopped == nil)
  }

  @Test(arguments: [("KILL", "killed by SIGKILL"), ("TERM", "killed by SIGTERM"), ("USR1", "killed by SIGUSR1")])
  func tellsSignals(_ name: String, _ description: String) async throws {
    let result = try await Child.run(shell("kill -\(name) $$"))
    #expect(result.exit.description == description)
    #expect(result.stopped == nil)
  }

  @Test func collectsOutputAndError() async throws {
    var request = shell("echo out; echo err >&2")
    request.error = .collect(limit: 100)
    let result = try await Child.run(request)
    #expect(text(result.output) == "out\n")
    #expect(text(result.errorOutput) == "err\n")
  }

  @Test func environmentIsExactlyWhatIsGiven() async throws {
    let environment = ["A": "1", "EMPTY": "", "LINES": "a\nb", "ü": "€", "EQUALS": "a=b=c"]
    let result = try await Child.run(SpawnRequest(["/usr/bin/env", "-0"], environment: environment))
    let seen = text(result.output).split(separator: "\0").map(String.init).sorted()
    #expect(seen == environment.map { "\($0)=\($1)" }.sorted())
  }

  @Test func argumentsAreExactlyWhatIsGiven() async throws {
    let result = try await Child.run(SpawnRequest(["/usr/bin/printf", "%s|", "", "a b", "*", "$HOME", "é\n"]))
    #expect(text(result.output) == "|a b|*|$HOME|é\n|")
  }

  @Test func startsInItsDirectoryAndLooksThereForItsProgram() async throws {
    let scratch = try ScratchDirectory()
    _ = try scratch.file("here.sh", "#!/bin/sh\npwd\n")
    let result = try await Child.run(SpawnRequest(["./here.sh"], directory: scratch.path))
    #expect(text(result.output) == scratch.path + "\n")
    let found = try await Child.run(
      SpawnRequest(["here.sh"], environment: ["PATH": "nowhere:."], directory: scratch.path))
    #expect(text(found.output) == scratch.path + "\n")
  }

  @Test func hasASessionOfItsOwnAndNoDescriptorButThree() async throws {
    // The fourth is the directory itself, which ls reads.
    let result = try await Child.run(
      shell("read -r a b c d pgrp sid rest < /proc/$$/stat; echo $((pgrp - $$)) $((sid - $$)); ls /proc/self/fd"))
    #expect(text(result.output) == "0 0\n0\n1\n2\n3\n")
  }

  @Test func signalsAreAtTheirDefaultsAndUnblocked() async throws {
    let result = try await Child.run(SpawnRequest(["/bin/cat", "/proc/self/status"]))
    let lines = text(result.output).split(separator: "\n").map { $0.split(separator: ":\t") }
    let values = lines.filter { ["SigBlk", "SigIgn", "SigCgt"].contains($0[0]) }.map { $0[1] }
    #expect(values == ["0000000000000000", "0000000000000000", "0000000000000000"])
  }

  @Test func inputIsReadToItsEnd() async throws {
    var request = SpawnRequest(["/bin/cat"])
    request.input = .bytes((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919) })
    let result = try await Child.run(request)
    guard case .bytes(let sent) = request.input else { return }
    #expect(result.output == sent)
  }

  @Test(arguments: [0, 10, 2_000_000])
  func inputNeedNotBeRead(_ count: Int) async throws {
    var request = shell("exec <&-; echo done")
    request.input = .bytes([UInt8](repeating: 65, count: count))
    let result = try await Child.run(request)
    #expect(result.exit == .exited(0))
    #expect(text(result.output) == "done\n")
  }

  @Test func noInputIsAnEmptyOne() async throws {
    let result = try await Child.run(shell("cat; readlink /proc/self/fd/0"))
    #expect(text(result.output) == "/dev/null\n")
  }

  @Test func binaryOutputComesOutAsItWentIn() async throws {
    var request = shell("printf '\\000\\377\\376A\\n\\000' | tee /dev/stderr")
    request.error = .collect(limit: 100)
    let result = try await Child.run(request)
    #expect(result.output == [0, 255, 254, 65, 10, 0])
    #expect(result.errorOutput == result.output)
  }

  @Test func tooMuchOutputKillsTheGroup() async throws {
    var request = shell("trap '' TERM; head -c 100000000 /dev/zero; echo not here >&2; sleep 1000")
    request.output = .collect(limit: 1_000_000)
    let result = try await Child.run(request)
    #expect(result.stopped == .outputTooLarge)
    #expect(result.exit == .signaled(.kill, coreDumped: false))
    #expect(result.output.count == 1_000_000)
  }

  @Test func outputAtTheLimitIsFine() async throws {
    var request = shell("head -c 200000 /dev/zero")
    request.output = .collect(limit: 200_000)
    let result = try await Child.run(request)
    #expect(result.stopped == nil)
    #expect(result.output.count == 200_000)
    request.output = .collect(limit: 199_999)
    #expect(try await Child.run(request).stopped == .outputTooLarge)
  }

  @Test func appendsToAFile() async throws {
    let scratch = try ScratchDirectory()
    var request = shell("echo one; echo two >&2")
    request.output = .append(path: scratch.path + "/log")
    request.error = .append(path: scratch.path + "/log")
    _ = try await Child.run(request)
    _ = try await Child.run(request)
    #expect(ProcessProbe.text(scratch.path + "/log") == "one\ntwo\none\ntwo\n")
  }

  @Test func tellsWhatItUsed() async throws {
    let result = try await Child.run(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"))
    #expect(result.usage.userTime + result.usage.systemTime > .milliseconds(1))
    #expect(result.usage.maxResidentBytes > 100_000)
    #expect(result.duration > .milliseconds(1) && result.duration < .seconds(60))
  }
}
