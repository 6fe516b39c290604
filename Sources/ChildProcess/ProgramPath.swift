import Glibc

/// Finds the program of a request, as `execvp` would in the child, but before there is one.
enum ProgramPath {
  /// What `execvp` takes where there is no `PATH`, and where programs of this machine's administrator are.
  static let fallback = "/usr/local/bin:/usr/bin:/bin"

  static func resolve(
    _ name: String, in environment: ChildEnvironment, directory: String?
  ) throws(ChildProcessError) -> String {
    if name.isEmpty { throw ChildProcessError(.invalidArgument, "the name of the program to run is empty") }
    if name.utf8.contains(UInt8(ascii: "/")) { return name }
    let path = environment["PATH"] ?? fallback
    var refused: String?
    for entry in path.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = (entry.isEmpty ? "." : entry) + "/" + name
      // execve sees it from the child's directory.
      let seen = candidate.hasPrefix("/") ? candidate : (directory ?? ".") + "/" + candidate
      var facts = stat()
      guard stat(seen, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { continue }
      if faccessat(AT_FDCWD, seen, X_OK, AT_EACCESS) == 0 { return candidate }
      refused = refused ?? candidate
    }
    if let refused {
      throw ChildProcessError(
        .notExecutable, "unable to run '\(refused)'", cause: String(cString: strerror(EACCES)),
        hint: "make it executable: chmod +x '\(refused)'")
    }
    throw ChildProcessError(
      .notFound, "unable to run '\(name)': no such program in PATH",
      hint: environment["PATH"] == nil ? "the environment has no PATH; it was looked for in \(fallback)" : nil)
  }
}
