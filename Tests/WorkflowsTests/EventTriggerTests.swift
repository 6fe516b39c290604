import JSON
import Testing
import Workflows

@Suite struct EventTriggerTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "a variable that there is not, in quotes",
      """
      name: w
      triggers:
        events: [a]
        filters: [{when: "event_key == 'ä' && inptu.size > 100"}]
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:4:41: 'when': unknown variable 'inptu'
          filters: [{when: "event_key == 'ä' && inptu.size > 100"}]
                                                ^^^^^
      hint: did you mean 'input'?
      """),
    WrongFile(
      "behind escapes, plain, and in a block",
      """
      name: w
      triggers:
        events: [a]
        filters:
          - when: 'event_key == ''x'' && 1'
          - when: "event_key == \\"\\x41\\u00e4\\" && 1"
          - when: input.size > 100 && 1
          - when: |
              input.size > 100 &&
                1 + event_key == 2
            scope: eu
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:5:36: 'when': no matching overload for '&&' applied to (int)
            - when: 'event_key == ''x'' && 1'
                                           ^

      w.yaml:6:45: 'when': no matching overload for '&&' applied to (int)
            - when: "event_key == \\"\\x41\\u00e4\\" && 1"
                                                    ^

      w.yaml:7:33: 'when': no matching overload for '&&' applied to (int)
            - when: input.size > 100 && 1
                                        ^

      w.yaml:10:13: 'when': no matching overload for '+' applied to (int, string)
                  1 + event_key == 2
                    ^
      """),
    WrongFile(
      "what gives no answer, and what is folded",
      """
      name: w
      triggers:
        events: [a]
        filters:
          - {when: input.size + 1}
          - {when: event_key}
          - when: >
              event_key == 'a' &&
              event_key

              == 7
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:5:14: 'when': the result must be 'bool', not 'int'
            - {when: input.size + 1}
                     ^^^^^^^^^^^^^^

      w.yaml:6:14: 'when': the result must be 'bool', not 'string'
            - {when: event_key}
                     ^^^^^^^^^

      w.yaml:7:13: 'when': no matching overload for '==' applied to (string, int)
            - when: >
                    ^
      """),
    WrongFile(
      "filters of nothing, and keys that there are not",
      """
      name: w
      triggers: {filters: [{scope: eu}]}
      tasks: {a: {run: x}}
      ---
      name: v
      triggers: {events: [7, ""], filters: [{when: "true", scoop: eu}]}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:12: 'filters' without 'events' have nothing to filter
        triggers: {filters: [{scope: eu}]}
                   ^^^^^^^

      w.yaml:2:22: a filter needs 'when'
        triggers: {filters: [{scope: eu}]}
                             ^

      w.yaml:6:21: 'events' must be text, not a whole number
        triggers: {events: [7, ""], filters: [{when: "true", scoop: eu}]}
                            ^
      hint: put it in quotes

      w.yaml:6:24: 'events' is empty
        triggers: {events: [7, ""], filters: [{when: "true", scoop: eu}]}
                               ^^

      w.yaml:6:54: unknown key 'scoop' in a filter
        triggers: {events: [7, ""], filters: [{when: "true", scoop: eu}]}
                                                             ^^^^^
      hint: did you mean 'scope'? a filter may have: when, scope, payload
      """),
  ]

  @Test func aFilterNeedsNoScope() throws {
    let text = "name: w\ntriggers: {events: [a], filters: [{when: 'true'}]}\ntasks: {a: {run: x}}"
    let workflow = try #require(try Workflow.parse(text.utf8, file: "w", directory: nil).first)
    #expect(workflow.triggers == Triggers(events: ["a"], filters: [EventFilter(when: "true")]))
    #expect(
      workflow.definitionText
        == #"{"name":"w","tasks":{"a":{"run":"x"}},"triggers":{"events":["a"],"filters":[{"when":"true"}]}}"#)
  }

  /// Those that were stored were checked then; a newer hatchet may know functions that this one does not.
  @Test func whatIsStoredIsNotCheckedAgain() throws {
    let triggers = try Triggers(definition: ["events": ["a"], "filters": [["when": "input.tomorrow("]]])
    #expect(triggers.filters.map(\.when) == ["input.tomorrow("])
  }
}
