package import Database
package import Engine

extension Outcome {
  /// From the word that the tables hold.
  package init(text: String) throws(DatabaseError) {
    guard let outcome = Self.allCases.first(where: { $0.text == text }) else {
      throw DatabaseError(.decoding, "'\(text)' is not an outcome")
    }
    self = outcome
  }
}

extension TaskState {
  /// From the word that the tables hold.
  package init(text: String) throws(DatabaseError) {
    guard let state = Self.allCases.first(where: { $0.text == text }) else {
      throw DatabaseError(.decoding, "'\(text)' is not the state of a task")
    }
    self = state
  }
}
