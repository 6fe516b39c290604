import CProcess
import Glibc

/// What the errno of a spawn means to the one who wrote the task.
struct SpawnFailure {
  private let errno: Int32
  private let stage: hatchet_stage
  private let path: String
  private let request: SpawnRequest

  init(_ spawned: hatchet_spawned, path: String, request: SpawnRequest) {
    self.errno = spawned.error
    self.stage = spawned.stage
    self.path = path
    self.request = request
  }

  var error: ChildProcessError {
    let cause = String(cString: strerror(errno))
    switch stage {
    case HATCHET_STAGE_DIRECTORY:
      return ChildProcessError(.directory, "unable to enter the directory '\(request.directory ?? "")'", cause: cause)
    case HATCHET_STAGE_CREDENTIALS:
      return ChildProcessError(
        .system, "unable to become user \(request.credentials?.user ?? 0) to run '\(path)'", cause: cause)
    case HATCHET_STAGE_EXEC:
      return execError(cause)
    default:
      let code: ChildProcessError.Code =
        [EAGAIN, ENOMEM, EMFILE, ENFILE].contains(errno) ? .exhausted : .system
      return ChildProcessError(
        code, "unable to start a process for '\(path)'", cause: cause,
        hint: errno == EAGAIN ? "the limit on processes is reached: see 'ulimit -u' and the cgroup's pids.max" : nil)
    }
  }

  private func execError(_ cause: String) -> ChildProcessError {
    let message = "unable to run '\(path)'"
    switch errno {
    case ENOENT, ENOTDIR:
      let hint = exists ? "the file is there: the interpreter that its first line or its ELF header names is not" : nil
      return ChildProcessError(.notFound, message, cause: cause, hint: hint)
    case EACCES, EPERM:
      return ChildProcessError(.notExecutable, message, cause: cause, hint: accessHint)
    case ENOEXEC:
      return ChildProcessError(
        .notExecutable, message, cause: "it is neither a program of this machine nor a script with a '#!' line",
        hint: "make its first line '#!/bin/sh', or run it as: sh '\(path)'")
    case E2BIG:
      return ChildProcessError(
        .invalidArgument, message, cause: cause,
        hint: "its arguments and environment are too long together; pass the data on standard input")
    case ENOMEM, EMFILE, ENFILE, EAGAIN:
      return ChildProcessError(.exhausted, message, cause: cause)
    default:
      return ChildProcessError(.system, message, cause: cause)
    }
  }

  private var seenPath: String {
    path.hasPrefix("/") ? path : (request.directory ?? ".") + "/" + path
  }

  private var exists: Bool { faccessat(AT_FDCWD, seenPath, F_OK, AT_EACCESS) == 0 }

  private var accessHint: String? {
    var facts = stat()
    guard stat(seenPath, &facts) == 0 else { return nil }
    if facts.st_mode & S_IFMT == S_IFDIR { return "it is a directory" }
    if facts.st_mode & 0o111 == 0 { return "make it executable: chmod +x '\(path)'" }
    return "its file system may be mounted noexec, or its interpreter may not be executable"
  }
}
