import FoundationEssentials
import Glibc
import Terminal
import Testing

struct OutputTests {
  @Test func keepsWhatIsWritten() throws {
    let output = Output()
    try output.write("a")
    try output.writeLine("b")
    try output.writeLine()
    try output.flush()
    #expect(output.contents == "ab\n\n")
  }

  @Test func buffersUntilFlushed() throws {
    let (reader, writer) = try makePipe()
    defer { close(reader) }
    let output = Output(descriptor: writer)
    try output.write("hello")
    #expect(output.contents == "hello")
    try output.flush()
    #expect(output.contents.isEmpty)
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &buffer, 16) == 5)
    try Output(descriptor: writer, buffering: .none).write("now")
    #expect(read(reader, &buffer, 16) == 3)
    close(writer)
  }

  /// More than a pipe holds, through its non-blocking end, to a program that reads at its own speed.
  @Test func writesEverything() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "hatchet-output-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = (0..<200_000).map { "line \($0)\n" }.joined()
    let reader = try #require(popen("cat > '\(file.path)'", "w"))
    _ = fcntl(fileno(reader), F_SETFL, O_NONBLOCK)
    let output = Output(descriptor: fileno(reader))
    try output.write(text)
    try output.flush()
    #expect(pclose(reader) == 0)
    #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self) == text)
  }

  @Test func reportsAReaderThatLeft() throws {
    Output.ignoreBrokenPipes()
    let (reader, writer) = try makePipe()
    close(reader)
    defer { close(writer) }
    let output = Output(descriptor: writer)
    try output.write("lost")
    #expect(throws: TerminalError(code: .brokenPipe, message: "unable to write: the reader is gone")) {
      try output.flush()
    }
    try output.flush()
  }

  @Test func reportsAFullDisk() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let output = Output(descriptor: full)
    try output.write("lost")
    let error = #expect(throws: TerminalError.self) { try output.flush() }
    #expect(error?.code == .writeFailed)
    #expect(error?.description == "unable to write output: No space left on device")
  }

  private func makePipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    return (ends[0], ends[1])
  }
}
