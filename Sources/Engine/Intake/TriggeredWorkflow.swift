import JSON
import Workflows

/// A workflow as events see it.
struct TriggeredWorkflow: Sendable {
  let name: String
  /// What a new run gets.
  let version: VersionID
  let priority: Int16
  let filters: [Filter]

  struct Filter: Sendable {
    /// Of events that it looks at; nil: of any.
    let scope: String?
    let payload: JSONValue?
    let expression: FilterExpression

    init(_ filter: EventFilter, _ expression: FilterExpression) {
      (scope, payload, self.expression) = (filter.scope, filter.payload, expression)
    }

    func looksAt(_ event: ArrivedEvent) -> Bool {
      guard let scope else { return true }
      return event.scope.map { $0.utf8.elementsEqual(scope.utf8) } ?? false
    }
  }

  /// What became of an event.
  struct Verdict {
    /// Whether it starts a run.
    var starts = false
    /// JSON: what the filter that let it through gives the run.
    var filterPayload: String?
    /// What filters that could not judge it say.
    var errors: [String] = []
  }

  /// One that has no filters takes any event; else the first filter that lets it through decides, and those after it are
  /// not asked.
  func judge(_ event: HeardEvent) -> Verdict {
    var verdict = Verdict(starts: filters.isEmpty)
    for (index, filter) in filters.enumerated() where filter.looksAt(event.event) {
      do throws(FilterExpression.Failure) {
        guard try filter.expression.admits(event, payload: filter.payload) else { continue }
        verdict.starts = true
        verdict.filterPayload = filter.payload.map { JSONWriter.text($0) }
        break
      } catch {
        verdict.errors.append("filter \(index + 1): \(error.message)")
      }
    }
    return verdict
  }
}
