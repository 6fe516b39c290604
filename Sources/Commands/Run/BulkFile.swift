import Glibc
import Hatchet
import Terminal

/// The file of `--each`.
enum BulkFile {
  /// Opens it for reading, line by line; `-` is standard input. Throws `notFound`, `usage`.
  static func open(_ file: String, _ session: Session) async throws(HatchetError) -> JSONLines {
    if file == "-" {
      guard !session.input.isTerminal else { throw .nothingPiped("JSON, a document a line,") }
      return JSONLines(read: { [input = session.input] in try await input.read() }, name: "<stdin>")
    }
    let descriptor = Glibc.open(session.path(file), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file, errno) }
    let open = OpenFile(descriptor)
    return JSONLines(
      read: { try await Input(descriptor: open.descriptor, name: "'\(file)'").read() }, name: file)
  }

  /// Does `body` with these lines, and shows meanwhile how many it has taken. `title` is what it does: `enqueueing`.
  static func taking<Value>(
    _ lines: JSONLines, _ title: String, _ session: Session,
    _ body: (AsyncMapSequence<JSONLines, [UInt8]>) async throws -> Value
  ) async throws -> Value {
    let progress = Progress(title, surface: session.errorSurface, output: session.errors)
    // Before anything is said of how it ended.
    defer { progress.finish() }
    return try await body(
      lines.map { line in
        if !session.globals.quiet { progress.update(done: lines.tally.count) }
        return line
      })
  }
}

/// Closed when nobody reads it any more.
private final class OpenFile: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}
