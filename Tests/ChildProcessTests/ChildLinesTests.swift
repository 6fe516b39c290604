import ChildProcess
import Testing

/// Streams of lines, and streams into a child.
@Suite struct ChildLinesTests {
  private func errorLines(of request: SpawnRequest) async throws -> [LogLine] {
    let child = try await Child.spawn(request)
    var lines: [LogLine] = []
    for await batch in try #require(child.errorLines) { lines += batch }
    let result = await child.result()
    #expect(result.exit == .exited(0))
    return lines
  }

  @Test func manyLinesComeInOrderAndNoneIsLost() async throws {
    let lines = try await errorLines(of: shell("seq 200000 >&2"))
    #expect(lines.count == 200_000)
    #expect(lines.enumerated().allSatisfy { $0.element.text == "\($0.offset + 1)" })
    #expect(lines.map(\.elapsed) == lines.map(\.elapsed).sorted())
  }

  @Test func lastLineNeedsNoEnd() async throws {
    let lines = try await errorLines(of: shell("printf 'one\\ntwo' >&2"))
    #expect(lines.map(\.text) == ["one", "two"])
  }

  @Test func limitKeepsHeadAndTail() async throws {
    var request = shell("seq 100000 >&2")
    request.error = .lines(LogLimit(head: 1000, tail: 1000))
    let lines = try await errorLines(of: request)
    #expect(lines.first?.text == "1" && lines.last?.text == "100000")
    #expect(lines.filter { $0.kind == .marker }.count == 1)
    #expect(lines.count < 1000)
  }

  @Test func endlessLineIsCutInPieces() async throws {
    let lines = try await errorLines(of: shell("head -c 1000000 /dev/zero >&2"))
    #expect(lines.count == 16)
    #expect(lines.dropLast().allSatisfy { $0.kind == .continued && $0.bytes.count == 65536 })
    #expect(lines.reduce(0) { $0 + $1.bytes.count } == 1_000_000)
  }

  /// The reader has taken nothing, so the child must have come to a halt; then all of it comes.
  @Test func slowReaderHoldsUpItsChildAndNoOther() async throws {
    var request = shell("head -c 2000000 /dev/zero | tr '\\0' '\\n' >&2")
    request.error = .lines(.unlimited)
    let child = try await Child.spawn(request)
    for _ in 0..<20 { #expect(try await Child.run(shell("echo x")).output == Array("x\n".utf8)) }
    #expect(ProcessProbe.exists(child.processID))
    var count = 0
    for await batch in try #require(child.errorLines) {
      count += batch.count
      // 256 KiB of lines, and what one read more may bring.
      #expect(batch.count < 200_000)
    }
    #expect(count == 2_000_000)
    #expect(await child.result().exit == .exited(0))
  }

  @Test func conversation() async throws {
    var request = shell("while read -r line; do echo \"<$line>\"; done; echo end")
    request.input = .stream
    request.output = .lines(.unlimited)
    let child = try await Child.spawn(request)
    var answers = try #require(child.outputLines).makeAsyncIterator()
    for word in ["one", "two", "three"] {
      try await child.write(Array("\(word)\n".utf8))
      #expect(await answers.next()?.map(\.text) == ["<\(word)>"])
    }
    child.closeInput()
    #expect(await answers.next()?.map(\.text) == ["end"])
    #expect(await answers.next() == nil)
    #expect(await child.result().exit == .exited(0))
    await #expect(throws: ChildProcessError.self) { try await child.write([65]) }
  }

  @Test func writerWaitsForASlowChild() async throws {
    var request = shell("read -r go; wc -c")
    request.input = .stream
    let child = try await Child.spawn(request)
    try await child.write(Array("go\n".utf8))
    for _ in 0..<100 { try await child.write([UInt8](repeating: 65, count: 100_000)) }
    child.closeInput()
    #expect(text(await child.result().output) == "10000000\n")
  }

  @Test func writingToAChildThatDoesNotReadFails() async throws {
    var request = shell("exec <&-; echo closed; sleep 1000")
    request.input = .stream
    request.output = .lines(.unlimited)
    let child = try await Child.spawn(request)
    for await _ in try #require(child.outputLines) { break }
    let error = await #expect(throws: ChildProcessError.self) {
      try await child.write([UInt8](repeating: 65, count: 1_000_000))
    }
    #expect(error?.code == .inputClosed)
    child.stop(.kill)
    _ = await child.result()
  }

  @Test func readerMayBeCancelled() async throws {
    let child = try await Child.spawn(shell("sleep 1000"))
    let lines = try #require(child.errorLines)
    let reader = Task { for await _ in lines {} }
    reader.cancel()
    await reader.value
    child.stop(.kill)
    _ = await child.result()
  }
}
