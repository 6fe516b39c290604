/// A statement and what to bind to it: one step of a pipeline.
package struct Call: Sendable {
  package var statement: SQLStatement
  package var parameters: Parameters

  package init(_ statement: SQLStatement, _ parameters: Parameters = []) {
    self.statement = statement
    self.parameters = parameters
  }
}
