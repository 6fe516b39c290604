import Testing
import Workflows

/// Tasks that cannot be. What people see is compared whole.
@Suite struct TaskErrorTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "a key nearly right",
      """
      name: w
      tasks:
        extract:
          run: x
          retry: 3

      """,
      """
      w.yaml:5:5: unknown key 'retry' in a task
            retry: 3
            ^^^^^
      hint: did you mean 'retries'? a task may have: description, run, exec, env, needs, wait_for, skip_if, cancel_if, timeout, schedule_timeout, retries, backoff, no_retry_exit_codes, slots, labels, stdin, grace, compensate
      """),
    WrongFile(
      "values of the wrong type",
      """
      name: w
      tasks:
        a:
          run: x
          retries: [1]
          timeout: 90
          needs: b
          env: [A]
          slots: '2'

      """,
      """
      w.yaml:5:14: 'retries' must be a whole number, not a list
            retries: [1]
                     ^^^

      w.yaml:6:14: 'timeout' must be a duration, not a whole number
            timeout: 90
                     ^^
      hint: a duration is numbers with units (d, h, m, s, ms), such as 250ms, 90s or 1h30m

      w.yaml:7:12: 'needs' must be a list, not text
            needs: b
                   ^
      hint: write 'needs: [b]'

      w.yaml:8:10: 'env' must be a mapping of names to values, not a list
            env: [A]
                 ^^^

      w.yaml:9:12: 'slots' must be a whole number, not text
            slots: '2'
                   ^^^
      """),
    WrongFile(
      "a cycle and a task that needs itself",
      """
      name: w
      tasks:
        c: {run: x, needs: [b]}
        b: {run: x, needs: [a]}
        a: {run: x, needs: [c]}
        d: {run: x, needs: [a, d]}

      """,
      """
      w.yaml:5:23: tasks wait for each other: a → b → c → a
          a: {run: x, needs: [c]}
                              ^
      hint: take one of these needs out

      w.yaml:6:26: task 'd' needs itself
          d: {run: x, needs: [a, d]}
                                 ^
      """),
    WrongFile(
      "an unknown task and one needed twice",
      """
      name: w
      tasks:
        extract: {run: x}
        load:
          run: y
          needs: [extrct, extract, extract]

      """,
      """
      w.yaml:6:13: unknown task 'extrct'
            needs: [extrct, extract, extract]
                    ^^^^^^
      hint: did you mean 'extract'?

      w.yaml:6:30: task 'load' needs 'extract' twice
            needs: [extrct, extract, extract]
                                     ^^^^^^^
      """),
    WrongFile(
      "not exactly one thing to run",
      """
      name: w
      tasks:
        a: {run: x, exec: [y]}
        b: {description: z}
        c:
        d: {exec: []}
        e: {exec: ls}
        f: {run: ''}

      """,
      """
      w.yaml:3:3: task 'a' can have only one of 'run' and 'exec'
          a: {run: x, exec: [y]}
          ^

      w.yaml:4:3: task 'b' needs 'run' or 'exec'
          b: {description: z}
          ^
      hint: say what it runs: 'run: ./script.sh'

      w.yaml:5:3: task 'c' is empty
          c:
          ^
      hint: say what it runs: 'run: ./script.sh'

      w.yaml:6:13: 'exec' is empty
          d: {exec: []}
                    ^^

      w.yaml:7:13: 'exec' must be a list, not text
          e: {exec: ls}
                    ^^
      hint: give the program and each argument as an item, or use 'run' for a shell script

      w.yaml:8:12: 'run' is empty
          f: {run: ''}
                   ^^
      """),
    WrongFile(
      "numbers and durations out of range",
      """
      name: w
      priority: 4
      tasks:
        a:
          run: x
          retries: 1001
          slots: 0
          timeout: 0s
          grace: 2d
          backoff: {factor: 0.5, max: 5 minutes}
          no_retry_exit_codes: [0, 256, x]

      """,
      """
      w.yaml:2:11: 'priority' must be from 1 to 3, not 4
        priority: 4
                  ^

      w.yaml:6:14: 'retries' must be from 0 to 1000, not 1001
            retries: 1001
                     ^^^^

      w.yaml:7:12: 'slots' must be from 1 to 10000, not 0
            slots: 0
                   ^

      w.yaml:8:14: 'timeout' must be from 1ms to 3650d, not 0s
            timeout: 0s
                     ^^

      w.yaml:9:12: 'grace' must be from 0s to 1d, not 2d
            grace: 2d
                   ^^

      w.yaml:10:23: 'factor' must be 0 or from 1 to 1000, not 0.5
            backoff: {factor: 0.5, max: 5 minutes}
                              ^^^

      w.yaml:10:33: 'max': invalid duration '5 minutes': '5' has no unit
            backoff: {factor: 0.5, max: 5 minutes}
                                        ^^^^^^^^^
      hint: a duration is numbers with units (d, h, m, s, ms), such as 250ms, 90s or 1h30m

      w.yaml:11:27: 'no_retry_exit_codes' must be from 1 to 255, not 0
            no_retry_exit_codes: [0, 256, x]
                                  ^

      w.yaml:11:30: 'no_retry_exit_codes' must be from 1 to 255, not 256
            no_retry_exit_codes: [0, 256, x]
                                     ^^^

      w.yaml:11:35: 'no_retry_exit_codes' must be a whole number, not text
            no_retry_exit_codes: [0, 256, x]
                                          ^
      """),
    WrongFile(
      "variables that cannot be",
      """
      name: w
      tasks:
        a:
          run: x
          env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}

      """,
      """
      w.yaml:5:11: '1A' cannot be the name of a variable
            env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}
                  ^^
      hint: it is made of letters, digits and '_', and does not begin with a digit

      w.yaml:5:18: 'HATCHET_RUN' is for hatchet to set
            env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}
                         ^^^^^^^^^^^

      w.yaml:5:34: 'OK' has no value
            env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}
                                         ^^
      hint: write "" for the empty text

      w.yaml:5:46: 'LIST' must be text, not a list
            env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}
                                                     ^^^

      w.yaml:5:56: 'NUL' holds a NUL character
            env: {1A: x, HATCHET_RUN: y, OK: , LIST: [a], NUL: "a\\0b"}
                                                               ^^^^^^
      """),
    WrongFile(
      "what a process cannot read",
      """
      name: w
      tasks:
        a: {run: x, stdin: parent}
        b: {run: x, stdin: paret}

      """,
      """
      w.yaml:3:22: 'stdin: parent' takes exactly one need, not 0
          a: {run: x, stdin: parent}
                             ^^^^^^

      w.yaml:4:22: 'stdin' must be one of json, input, parent, not 'paret'
          b: {run: x, stdin: paret}
                             ^^^^^
      hint: did you mean 'parent'?
      """),
    WrongFile(
      "labels that cannot be met",
      """
      name: w
      tasks:
        a:
          run: x
          labels: [{key: gpu, value: true}, {key: m, value: x, comparator: less_than}, {key: m}]

      """,
      """
      w.yaml:5:32: 'value' must be text or a whole number, not true or false
            labels: [{key: gpu, value: true}, {key: m, value: x, comparator: less_than}, {key: m}]
                                       ^^^^
      hint: put it in quotes

      w.yaml:5:70: 'less_than' compares numbers, and the value is text
            labels: [{key: gpu, value: true}, {key: m, value: x, comparator: less_than}, {key: m}]
                                                                             ^^^^^^^^^
      hint: give 'value' a whole number, without quotes

      w.yaml:5:82: a label needs 'value'
            labels: [{key: gpu, value: true}, {key: m, value: x, comparator: less_than}, {key: m}]
                                                                                         ^
      """),
    WrongFile(
      "yes is text",
      """
      name: w
      tasks: {a: {run: x, slots: yes, description: 2026-01-01}}

      """,
      """
      w.yaml:2:28: 'slots' must be a whole number, not text
        tasks: {a: {run: x, slots: yes, description: 2026-01-01}}
                                   ^^^
      """),
    WrongFile(
      "a script that is a boolean",
      """
      name: 7
      tasks: {a: {run: true}}

      """,
      """
      w.yaml:2:18: 'run' must be text, not true or false
        tasks: {a: {run: true}}
                         ^^^^
      hint: put it in quotes
      """),
  ]
}
