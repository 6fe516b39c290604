/// The words for priorities.
package enum PriorityName {
  package static func text(_ priority: Int16) -> String {
    switch priority {
    case 1: "low"
    case 2: "normal"
    case 3: "high"
    default: "\(priority)"
    }
  }
}
