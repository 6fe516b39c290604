import Workflows

/// The workflows that events trigger, made for finding those of one key: of 10,000 with a key each, it costs a look-up.
struct EventTriggers: Sendable {
  /// In the order of their names.
  private(set) var workflows: [TriggeredWorkflow] = []
  /// Places in `workflows`, by the bytes of the key.
  private var exact: [ArraySlice<UInt8>: [Int]] = [:]
  /// The patterns with a star, by what stands before it, and how long that is for any of them.
  private var starred: [ArraySlice<UInt8>: [(pattern: KeyPattern, place: Int)]] = [:]
  private var prefixLengths: [Int] = []
  /// By their text: what was compiled once need not be compiled again when another workflow changes.
  private var expressions: [String: FilterExpression] = [:]

  init() {}

  init(_ registry: Registry, reusing former: EventTriggers) {
    let entries = registry.workflows.filter { !$0.value.triggers.events.isEmpty }.sorted { $0.key < $1.key }
    for (place, (name, workflow)) in entries.enumerated() {
      let filters = workflow.triggers.filters.map { filter in
        let expression = expressions[filter.when] ?? former.expressions[filter.when] ?? FilterExpression(filter.when)
        expressions[filter.when] = expression
        return TriggeredWorkflow.Filter(filter, expression)
      }
      workflows.append(
        TriggeredWorkflow(name: name, version: workflow.version, priority: workflow.priority, filters: filters))
      for pattern in workflow.triggers.events { add(KeyPattern(pattern), place) }
    }
    prefixLengths = Set(starred.keys.map(\.count)).sorted()
  }

  private mutating func add(_ pattern: KeyPattern, _ place: Int) {
    let prefix = Array(pattern.literalPrefix.utf8)[...]
    if pattern.isExact {
      exact[prefix, default: []].append(place)
    } else {
      starred[prefix, default: []].append((pattern, place))
    }
  }

  /// Those with a pattern that matches, each once, in the order of their names.
  func workflows(for key: String) -> [TriggeredWorkflow] {
    let bytes = Array(key.utf8)[...]
    var places = Set(exact[bytes] ?? [])
    for length in prefixLengths where length <= bytes.count {
      for (pattern, place) in starred[bytes.prefix(length)] ?? [] where !places.contains(place) {
        if pattern.matches(key) { places.insert(place) }
      }
    }
    return places.sorted().map { workflows[$0] }
  }
}
