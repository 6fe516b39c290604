package import Expressions

extension EventFilter {
  /// What `when` may read.
  package static let variables: Declarations = [
    "input": .dyn,
    "payload": .dyn,
    "additional_metadata": .map(.string, .dyn),
    "event_key": .string,
    "event_id": .string,
  ]
}
