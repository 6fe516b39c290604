import Glibc

/// `\o FILE`: while it lasts, descriptor 1 is the file, for whatever writes there.
struct Redirection {
  private let saved: Int32

  /// Opens the file, which is emptied, and puts it in the place of descriptor 1.
  init(path: String) throws(ConsoleError) {
    // Not to wait for the reader of a named pipe.
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0o666)
    defer { if file >= 0 { close(file) } }
    fflush(nil)
    let saved = file < 0 ? -1 : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    guard saved >= 0, dup2(file, STDOUT_FILENO) >= 0 else {
      throw ConsoleError(.file, "unable to write '\(path)'", cause: String(cString: strerror(errno)))
    }
    _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK)
    self.saved = saved
  }

  /// Gives descriptor 1 back.
  func end() {
    fflush(nil)
    dup2(saved, STDOUT_FILENO)
    close(saved)
  }
}
