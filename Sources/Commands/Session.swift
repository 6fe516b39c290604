package import Hatchet
package import Terminal

/// What a command gets of the world: where to read and write, who asks, which database. Tests make their own.
package struct Session: Sendable {
  package var environment: [String: String]
  /// Absolute: relative file names start here.
  package var directory: String
  package var input: Input
  package var output: Output
  package var errors: Output
  /// What is known of stdout.
  package var surface: Surface
  /// What is known of stderr.
  package var errorSurface: Surface
  /// Whether somebody sits at stdin and may be asked.
  package var canAsk: Bool { input.isTerminal }
  /// Whether a command that stays may take SIGINT and SIGTERM for itself: it is all that this process does.
  package var ownsSignals = false
  package var globals: GlobalOptions

  package init(
    environment: [String: String], directory: String, input: Input, output: Output, errors: Output,
    surface: Surface, errorSurface: Surface, globals: GlobalOptions = GlobalOptions()
  ) {
    self.environment = environment
    self.directory = directory
    self.input = input
    self.output = output
    self.errors = errors
    self.surface = surface
    self.errorSurface = errorSurface
    self.globals = globals
  }

  package var settings: Settings {
    var settings = Settings(environment: environment)
    if let database = globals.database { settings.database = database }
    if let namespace = globals.namespace { settings.namespace = namespace }
    if let monitor = globals.monitorDatabase { settings.monitor = monitor }
    return settings
  }

  /// A client; says so if that takes seconds, because the private PostgreSQL is made first.
  package func open(checking check: Client.SchemaCheck = .required) async throws(HatchetError) -> Client {
    if let place = DatabaseLocation(settings).placeToMake { say("making a private PostgreSQL in \(place)") }
    return try await Client.open(settings, checking: check)
  }

  /// Does `body` with a client, and closes it.
  package func withClient<Value: Sendable>(
    checking check: Client.SchemaCheck = .required, _ body: (Client) async throws -> Value
  ) async throws -> Value {
    let client = try await open(checking: check)
    do {
      let value = try await body(client)
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }

  /// Says something on stderr, unless asked to be quiet. That nobody can hear it is no error.
  package func say(_ line: String = "") {
    guard !globals.quiet else { return }
    // What was written before is to be seen before.
    try? output.flush()
    try? errors.writeLine(line)
  }

  /// The path of `file` as the shell means it.
  package func path(_ file: String) -> String { file.hasPrefix("/") ? file : directory + "/" + file }
}

/// Ends a command with an exit status and without a word: what there is to say was said.
package struct ExitStatus: Error, Hashable, Sendable {
  package var code: Int32

  package init(_ code: Int32) { self.code = code }
}
