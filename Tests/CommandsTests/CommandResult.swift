import Terminal

@testable import Commands

/// What one run of the program gave.
struct CommandResult {
  var status: Int32
  var output: String
  var errors: String

  var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

  /// Runs the program in this process, on memory.
  ///
  /// - Parameters:
  ///   - surface: what it believes of stdout and stderr.
  ///   - input: what is typed or piped.
  static func of(
    _ words: [String], environment: [String: String], surface: Surface = Surface(isTerminal: false),
    input: Input = Input(), directory: String = "/tmp"
  ) async -> CommandResult {
    let output = Output()
    let errors = Output()
    let session = Session(
      environment: environment, directory: directory, input: input, output: output, errors: errors, surface: surface,
      errorSurface: surface)
    let status = await Program(session: session).run(words)
    return CommandResult(status: status, output: output.contents, errors: errors.contents)
  }
}
