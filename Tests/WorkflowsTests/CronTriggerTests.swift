import JSON
import Testing
import Workflows

@Suite struct CronTriggerTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "an hour that there is not",
      """
      name: w
      triggers: {cron: [{at: "0 25 * * *"}]}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:27: 'at': the hour must be from 0 to 23, not 25
        triggers: {cron: [{at: "0 25 * * *"}]}
                                  ^^
      hint: the hour is 0 to 23: values, ranges (1-5), steps (*/2), lists of them, or *
      """),
    WrongFile(
      "without quotes, and a name that there is not",
      """
      name: w
      triggers:
        cron:
          - at: 0 0 * * monday
            timezone: Europe/Zuerich
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:4:19: 'at': 'monday' is no day of the week
            - at: 0 0 * * monday
                          ^^^^^^
      hint: did you mean 'mon'?

      w.yaml:5:17: 'timezone': unknown time zone 'Europe/Zuerich'
              timezone: Europe/Zuerich
                        ^^^^^^^^^^^^^^
      hint: did you mean 'Europe/Zurich'?
      """),
    WrongFile(
      "two of the same name",
      """
      name: w
      triggers:
        cron:
          - {at: "@daily"}
          - {at: "@daily", timezone: Asia/Tokyo}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:5:12: there is a cron trigger '@daily' already
            - {at: "@daily", timezone: Asia/Tokyo}
                   ^^^^^^^^
      hint: give each a 'name' of its own; without one, it is called by its expression
      """),
    WrongFile(
      "keys, and what has none",
      """
      name: w
      triggers:
        cron:
          - {schedule: "@daily", catch_up: most, catch_up_window: 0}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:4:7: a cron trigger needs 'at'
            - {schedule: "@daily", catch_up: most, catch_up_window: 0}
              ^

      w.yaml:4:8: unknown key 'schedule' in a cron trigger
            - {schedule: "@daily", catch_up: most, catch_up_window: 0}
               ^^^^^^^^
      hint: did you mean 'at'? a cron trigger may have: name, at, timezone, catch_up, catch_up_window, input

      w.yaml:4:38: 'catch_up' must be one of none, last, all, not 'most'
            - {schedule: "@daily", catch_up: most, catch_up_window: 0}
                                             ^^^^
      hint: did you mean 'last'?

      w.yaml:4:61: 'catch_up_window' must be from 1ms to 3650d, not 0
            - {schedule: "@daily", catch_up: most, catch_up_window: 0}
                                                                    ^
      """),
    WrongFile(
      "an escape moves what comes after",
      """
      name: w
      triggers: {cron: [{at: "0\\x20 25 * * *"}]}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:31: 'at': the hour must be from 0 to 23, not 25
        triggers: {cron: [{at: "0\\x20 25 * * *"}]}
                                      ^^
      hint: the hour is 0 to 23: values, ranges (1-5), steps (*/2), lists of them, or *
      """),
  ]

  /// Where a workflow was applied, its zone was known; a machine without it must still read the workflow.
  @Test func whatIsStoredIsNotAskedForItsZone() throws {
    let stored: JSONValue = [
      "name": "w", "tasks": ["a": ["run": "x"]],
      "triggers": ["cron": [["at": "@daily", "timezone": "Moon/Tranquility"]]],
    ]
    let workflow = try Workflow(definition: stored, directory: nil)
    #expect(workflow.triggers.cron == [CronTrigger(at: "@daily", timezone: "Moon/Tranquility")])
  }

  @Test func blanksAroundAreNotMeant() throws {
    let text = "name: w\ntriggers: {cron: [{at: ' 0 0 * * * '}]}\ntasks: {a: {run: x}}"
    let workflow = try #require(try Workflow.parse(text.utf8, file: "w", directory: nil).first)
    #expect(workflow.triggers.cron == [CronTrigger(at: "0 0 * * *")])
  }
}
