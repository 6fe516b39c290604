import Glibc
import Hatchet

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
}

/// Closed when nobody reads it any more.
private final class OpenFile: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}
