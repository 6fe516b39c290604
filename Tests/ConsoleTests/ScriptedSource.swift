@testable import Console

/// What a person would type; remembers what a person would see.
actor ScriptedSource: InputSource {
  nonisolated let isInteractive: Bool
  private var inputs: [Input]
  private(set) var prompts: [String] = []
  private(set) var history: [String] = []

  init(_ inputs: [Input], isInteractive: Bool = true) {
    self.inputs = inputs
    self.isInteractive = isInteractive
  }

  init(_ lines: String..., isInteractive: Bool = true) {
    self.init(lines.map { .line($0) }, isInteractive: isInteractive)
  }

  func next(_ prompt: Prompt) async -> Input {
    prompts.append(prompt.text)
    return inputs.isEmpty ? .end(status: 0) : inputs.removeFirst()
  }

  func record(_ entry: String) async { history.append(entry) }
}
