import Engine
import JSON
import TestRandom
import Testing
import Time
import Workflows

/// Which runs an event starts.
@Suite struct EventTriggersTests {
  private var engine = Engine()
  private let now = Timestamp(microseconds: 1_700_000_000_000_000)

  /// The names of the workflows that an event of this key starts, and with which payload of a filter.
  private mutating func started(
    _ workflows: [String: Triggers], _ event: ArrivedEvent
  ) -> [String] {
    batch(workflows, [event]).eventRuns.map { run in run.workflow + (run.filterPayload.map { " \($0)" } ?? "") }
  }

  private mutating func batch(_ workflows: [String: Triggers], _ events: [ArrivedEvent]) -> Batch {
    let registered = workflows.keys.sorted().enumerated().map { place, name in
      (
        name,
        RegisteredWorkflow(
          version: VersionID(rawValue: Int64(place)), priority: 3, triggers: workflows[name] ?? Triggers())
      )
    }
    let registry = Registry(workflows: Dictionary(uniqueKeysWithValues: registered))
    return engine.apply([.events(events), .registry(registry)], now: now)
  }

  private func event(
    _ key: String, scope: String? = nil, payload: String = "{}", metadata: String? = nil, number: Int64 = 1
  ) -> ArrivedEvent {
    ArrivedEvent(
      id: EventID(number: number, createdAt: now), key: key, scope: scope, payload: payload, metadata: metadata)
  }

  /// Trap 35: nothing but the star is special, and patterns that overlap start one run.
  @Test(arguments: [
    ("a", ["exact", "every"]), ("a:b", ["every", "twice"]), ("a:", ["every", "twice"]), ("ab", ["every"]),
    ("x_y", ["every", "underscore"]), ("xzy", ["every"]),
  ])
  mutating func aRunOfEachWorkflowWithAPatternThatMatches(_ key: String, _ expected: [String]) {
    let workflows = [
      "exact": Triggers(events: ["a", "other"]), "every": Triggers(events: ["*"]), "none": Triggers(),
      // Overlapping patterns start one run.
      "twice": Triggers(events: ["a:*", "*:*", "a:b", "a:b"]), "underscore": Triggers(events: ["x_y", "x_y*"]),
    ]
    #expect(started(workflows, event(key)) == expected.sorted())
  }

  @Test mutating func theRunIsOfTheEvent() {
    let pushed = event("a", scope: "s", payload: "[1]", metadata: #"{"m":1}"#)
    let batch = batch(["w": Triggers(events: ["a"])], [pushed, event("b", number: 2), event("a", number: 3)])
    #expect(batch.eventRuns.map(\.event.id.number) == [1, 3])
    #expect(
      batch.eventRuns.first
        == EventRun(event: pushed, workflow: "w", version: VersionID(rawValue: 0), priority: 3, matchedAt: now))
    #expect(batch.eventMatches.isEmpty && !batch.writesNothing)
  }

  private static let filters: [(filters: [EventFilter], scope: String?, started: [String])] = [
    // Of a scope: only events of it.
    ([EventFilter(when: "true", scope: "eu")], "eu", ["w"]),
    ([EventFilter(when: "true", scope: "eu")], "us", []),
    ([EventFilter(when: "true", scope: "eu")], nil, []),
    // Of none: all, those without a scope too.
    ([EventFilter(when: "true")], nil, ["w"]),
    ([EventFilter(when: "true")], "us", ["w"]),
    ([EventFilter(when: "true", scope: "eu"), EventFilter(when: "true")], nil, ["w"]),
    ([EventFilter(when: "false")], nil, []),
    ([EventFilter(when: "input.size > 100")], nil, ["w"]),
    ([EventFilter(when: "input.size > 500")], nil, []),
    // The first that lets it through counts.
    (
      [
        EventFilter(when: "false", payload: ["n": 0]), EventFilter(when: "true", scope: "us", payload: ["n": 1]),
        EventFilter(when: "input.size > 100", payload: ["n": 2]), EventFilter(when: "true", payload: ["n": 3]),
      ], "eu", [#"w {"n":2}"#]
    ),
    ([EventFilter(when: "input.size > payload.least", payload: ["least": 100])], nil, [#"w {"least":100}"#]),
    ([EventFilter(when: "payload == {}")], nil, ["w"]),
    ([EventFilter(when: "additional_metadata.team == 'ops' && event_key == 'a'")], nil, ["w"]),
    ([EventFilter(when: "event_id == '018bcfe5-6800-8002-8000-000000000001'")], nil, ["w"]),
  ]

  /// Trap 8: a filter shuts out nothing but what it is about, and two that match are one run.
  @Test(arguments: filters.indices) mutating func filtersDecide(_ place: Int) {
    let (filters, scope, expected) = Self.filters[place]
    let pushed = event("a", scope: scope, payload: #"{"size": 200}"#, metadata: #"{"team": "ops"}"#)
    let batch = batch(["w": Triggers(events: ["a", "*"], filters: filters)], [pushed])
    let started = batch.eventRuns.map { run in run.workflow + (run.filterPayload.map { " \($0)" } ?? "") }
    #expect(started == expected && batch.eventMatches.isEmpty)
  }

  /// Trap 46: what cannot be judged starts nothing, and that is recorded; it stands in nobody's way.
  @Test mutating func whatCannotBeJudgedIsRecorded() {
    let workflows = [
      "none": Triggers(events: ["*"], filters: [EventFilter(when: "input.size > 1"), EventFilter(when: "input.n")]),
      "other": Triggers(events: ["*"], filters: [EventFilter(when: "input.size > 1"), EventFilter(when: "true")]),
      "wrong": Triggers(events: ["*"], filters: [EventFilter(when: "1 +")]),
      "unasked": Triggers(events: ["*"], filters: [EventFilter(when: "1 +", scope: "eu")]),
    ]
    let batch = batch(workflows, [event("a", payload: #"{"n": "text"}"#)])
    #expect(batch.eventRuns.map(\.workflow) == ["other"])
    #expect(batch.eventMatches.map(\.workflow) == ["none", "none", "other", "wrong"])
    #expect(batch.eventMatches.allSatisfy { $0.run == nil && $0.task == nil && $0.matchedAt == now })
    let errors = batch.eventMatches.map { $0.error ?? "" }
    #expect(errors[0].hasPrefix("filter 1: ") && errors[0].contains("'size'"))
    #expect(errors[1].hasPrefix("filter 2: ") && !errors[1].contains("text"))
    #expect(errors[3].hasPrefix("filter 1: line 1, column "))
  }

  /// A payload is parsed only if a filter looks at it: one that cannot be is nobody else's trouble.
  @Test mutating func aPayloadThatCannotBeReadIsTheTroubleOfWhoeverReadsIt() {
    let deep = String(repeating: "[", count: 100_000)
    let workflows = [
      "all": Triggers(events: ["a"]), "key": Triggers(events: ["a"], filters: [EventFilter(when: "event_key == 'a'")]),
      "input": Triggers(events: ["a"], filters: [EventFilter(when: "size(input) == 1")]),
    ]
    let batch = batch(workflows, [event("a", payload: deep)])
    #expect(batch.eventRuns.map(\.workflow) == ["all", "key"])
    #expect(batch.eventMatches.map(\.workflow) == ["input"])
    #expect(batch.eventMatches.first?.error?.hasPrefix("filter 1: the payload cannot be read: ") == true)
  }

  /// What is declared counts from the next event on, and what is no longer, no more.
  @Test mutating func theRegistryIsReplacedWhole() {
    #expect(started(["v": Triggers(events: ["a"]), "w": Triggers(events: ["a"])], event("a")) == ["v", "w"])
    let filtered = Triggers(events: ["a"], filters: [EventFilter(when: "input.n == 1")])
    #expect(started(["w": filtered, "x": filtered], event("a", payload: #"{"n": 1}"#)) == ["w", "x"])
    #expect(started(["w": Triggers(events: ["b"])], event("a")) == [])
    #expect(started([:], event("b")) == [])
  }

  /// However it finds them: they are those whose patterns match, one by one.
  @Test(arguments: 0..<20 as Range<UInt64>) mutating func findsWhatMatches(_ seed: UInt64) {
    var random = Dice(seed: seed)
    func word(_ letters: [String], _ length: Int) -> String {
      (0..<Int.random(in: 1...length, using: &random)).map { _ in random.pick(letters) }.joined()
    }
    var workflows: [String: Triggers] = [:]
    for number in 0..<200 {
      let patterns = (0..<Int.random(in: 0...3, using: &random)).map { _ in word(["a", "b", "ü", "*"], 5) }
      workflows["w\(number)"] = Triggers(events: patterns)
    }
    for _ in 0..<50 {
      let key = word(["a", "b", "ü"], 6)
      let expected = workflows.filter { $0.value.events.contains { KeyPattern($0).matches(key) } }.keys.sorted()
      #expect(started(workflows, event(key)) == expected, "\(key)")
    }
  }
}
