import Glibc
import Terminal

extension Program {
  /// The whole program, on the process's own streams.
  package static func main() async -> Int32 {
    Output.ignoreBrokenPipes()
    var session = Session.process
    session.ownsSignals = true
    return await Program(session: session).run(Array(CommandLine.arguments.dropFirst()))
  }
}

extension Session {
  /// Of this process.
  static var process: Session {
    let environment = Self.processEnvironment
    return Session(
      environment: environment, directory: workingDirectory, input: Input(descriptor: STDIN_FILENO),
      output: Output(descriptor: STDOUT_FILENO), errors: Output(descriptor: STDERR_FILENO, buffering: .none),
      surface: .of(descriptor: STDOUT_FILENO, environment: environment),
      errorSurface: .of(descriptor: STDERR_FILENO, environment: environment))
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  private static var processEnvironment: [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, result[String(parts[0])] == nil { result[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return result
  }
}
