/// What the engine can refuse: an id that is none, a workflow that cannot be planned.
package struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case invalidID
    case invalidPlan
  }

  package var code: Code
  package var message: String
  package var cause: String?
  package var hint: String?

  package init(code: Code, message: String, cause: String? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
  }

  package var description: String { message }
}

extension EngineError {
  static func notUUID(_ text: some StringProtocol) -> EngineError {
    EngineError(
      code: .invalidID, message: "'\(text)' is not an id",
      hint: "an id looks like 018f3c2e-7b1c-8a04-8000-00000000002a")
  }

  static func foreignUUID(_ text: some StringProtocol) -> EngineError {
    EngineError(code: .invalidID, message: "'\(text)' is a UUID, but not one that hatchet gave out")
  }

  static func wrongKind(_ text: some StringProtocol, wanted: String, got: String) -> EngineError {
    EngineError(code: .invalidID, message: "'\(text)' is the id of \(got), not of \(wanted)")
  }
}
