import CProcess
import Glibc

/// The three standard streams of a child that is about to be started: its own ends, and this process's.
struct ChildStreams: ~Copyable {
  private(set) var childInput: Int32 = -1
  private(set) var childOutput: Int32 = -1
  private(set) var childError: Int32 = -1
  private(set) var input: InputPipe?
  private(set) var output: OutputPipe?
  private(set) var error: OutputPipe?

  init(_ request: SpawnRequest, for child: Child) throws(ChildProcessError) {
    do throws(ChildProcessError) {
      try openInput(request.input)
      (childOutput, output) = try ChildStreams.open(request.output, child.outputLines)
      (childError, error) = try ChildStreams.open(request.error, child.errorLines)
    } catch {
      closeChildEnds()
      closeParentEnds()
      throw error
    }
  }

  /// To be called once the child has them, or will never be.
  mutating func closeChildEnds() {
    for descriptor in [childInput, childOutput, childError] where descriptor >= 0 { close(descriptor) }
    childInput = -1
    childOutput = -1
    childError = -1
  }

  /// To be called if there will be no child.
  mutating func closeParentEnds() {
    input?.close()
    output?.descriptor.close()
    error?.descriptor.close()
  }

  private mutating func openInput(_ source: SpawnRequest.Input) throws(ChildProcessError) {
    var bytes: [UInt8] = []
    var isStream = false
    switch source {
    case .none: break
    case .bytes(let given): bytes = given
    case .stream: isStream = true
    }
    if bytes.isEmpty && !isStream {
      childInput = try ChildStreams.openFile("/dev/null", O_RDONLY)
      return
    }
    var write: Int32 = -1
    try ChildStreams.check(hatchet_pipe(false, &childInput, &write), "unable to make a pipe")
    input = InputPipe(descriptor: write, bytes: bytes, closesWhenDry: !isStream)
  }

  /// `lines`: of a child that wants them.
  private static func open(
    _ target: SpawnRequest.Output, _ lines: ChildLines?
  ) throws(ChildProcessError) -> (child: Int32, pipe: OutputPipe?) {
    let sink: OutputPipe.Sink
    switch target {
    case .discard:
      return (try openFile("/dev/null", O_WRONLY), nil)
    case .append(let path):
      return (try openFile(path, O_WRONLY | O_CREAT | O_APPEND), nil)
    case .collect(let limit):
      sink = .collect(limit: limit)
    case .lines(let limit):
      guard let lines else { preconditionFailure("a child is made with the lines that its request asks for") }
      sink = .lines(LineSplitter(limit: limit.piece), LogLimiter(limit), lines)
    }
    var read: Int32 = -1
    var write: Int32 = -1
    try check(hatchet_pipe(true, &read, &write), "unable to make a pipe")
    return (write, OutputPipe(descriptor: read, sink: sink))
  }

  private static func openFile(_ path: String, _ flags: Int32) throws(ChildProcessError) -> Int32 {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
    try check(descriptor < 0 ? errno : 0, "unable to open '\(path)'")
    return descriptor
  }

  private static func check(_ error: Int32, _ message: String) throws(ChildProcessError) {
    if error == 0 { return }
    let code: ChildProcessError.Code =
      [EMFILE, ENFILE, ENOMEM].contains(error) ? .exhausted : .system
    throw ChildProcessError(code, message, cause: String(cString: strerror(error)))
  }
}
