/// Where lines come from: a terminal, a pipe, a file, a string, or a test's script.
package protocol InputSource: Sendable {
  /// Somebody types: prompts are shown, and a failure is no reason to stop.
  var isInteractive: Bool { get }

  /// Where the last line stands, for messages: `deploy.hatchet:12`; nil where that would be of no use.
  var place: String? { get async }

  /// What was typed before, oldest first.
  var history: [String] { get async }

  /// Waits for the next line, or for several that were pasted together.
  func next(_ prompt: Prompt) async -> Input

  /// Keeps a whole entry, which may have several lines, for later sessions.
  func record(_ entry: String) async
}

extension InputSource {
  package var isInteractive: Bool { false }
  package var place: String? { nil }
  package var history: [String] { [] }
  package func record(_ entry: String) async {}
}

/// What a source gives.
package enum Input: Sendable, Equatable {
  /// Without its end of line.
  case line(String)
  /// Ctrl-C: whatever was typed so far is forgotten.
  case interrupted
  /// Nothing more will come. The status is not 0 if a signal ended the input.
  case end(status: Int32)
  /// Nothing more can be read.
  case failed(ConsoleError)
}

/// What a terminal shows before the cursor.
package struct Prompt: Sendable, Equatable {
  /// Sequences that take no place on the screen stand between `\u{1}` and `\u{2}`.
  package var text: String
  /// A statement goes on: words are not completed as those of a command.
  package var isContinuation: Bool

  package init(_ text: String, isContinuation: Bool = false) {
    self.text = text
    self.isContinuation = isContinuation
  }
}
