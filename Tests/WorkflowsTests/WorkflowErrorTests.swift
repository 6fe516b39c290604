import Testing
import Workflows

/// Workflows that cannot be, around their tasks. What people see is compared whole.
@Suite struct WorkflowErrorTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "keys of other tools",
      """
      name: w
      scheduel: x
      version: 3
      tasks:
        a: {run: x, depends_on: [b], workdir: /}

      """,
      """
      w.yaml:2:1: unknown key 'scheduel' in a workflow
        scheduel: x
        ^^^^^^^^
      hint: did you mean 'triggers'? a workflow may have: name, description, input_schema, triggers, priority, timeout, idempotency, on_failure, finally, tasks

      w.yaml:3:1: unknown key 'version' in a workflow
        version: 3
        ^^^^^^^
      hint: a workflow may have: name, description, input_schema, triggers, priority, timeout, idempotency, on_failure, finally, tasks

      w.yaml:5:15: unknown key 'depends_on' in a task
          a: {run: x, depends_on: [b], workdir: /}
                      ^^^^^^^^^^
      hint: did you mean 'needs'? a task may have: description, run, exec, env, needs, wait_for, skip_if, cancel_if, timeout, schedule_timeout, retries, backoff, no_retry_exit_codes, slots, labels, stdin, grace, compensate

      w.yaml:5:32: unknown key 'workdir' in a task
          a: {run: x, depends_on: [b], workdir: /}
                                       ^^^^^^^
      hint: a task may have: description, run, exec, env, needs, wait_for, skip_if, cancel_if, timeout, schedule_timeout, retries, backoff, no_retry_exit_codes, slots, labels, stdin, grace, compensate
      """),
    WrongFile(
      "neither name nor tasks",
      """
      description: x

      """,
      """
      w.yaml:1:1: a workflow needs 'name'
        description: x
        ^
      hint: add 'name: my-workflow'

      w.yaml:1:1: a workflow needs 'tasks'
        description: x
        ^
      hint: add 'tasks:' and below it a name and what it runs
      """),
    WrongFile(
      "a name and tasks without values",
      """
      name:
      tasks:

      """,
      """
      w.yaml:1:1: 'name' has no value
        name:
        ^^^^
      hint: give it one, or leave the key out

      w.yaml:2:1: 'tasks' has no value
        tasks:
        ^^^^^
      hint: give it one, or leave the key out
      """),
    WrongFile(
      "no tasks",
      """
      name: w
      tasks: {}

      """,
      """
      w.yaml:2:8: 'tasks' is empty
        tasks: {}
               ^^
      hint: a workflow has at least one task
      """),
    WrongFile(
      "tasks as a list",
      """
      name: w
      tasks:
        - name: a

      """,
      """
      w.yaml:3:3: 'tasks' must be a mapping of names to tasks, not a list
          - name: a
          ^^^^^^^^^
      hint: write the task's name as the key: 'extract: {run: ./extract.sh}'
      """),
    WrongFile(
      "names with other characters",
      """
      name: my report
      tasks:
        a b: {run: x}
        é: {run: x}

      """,
      """
      w.yaml:1:7: 'my report' cannot be the name of a workflow
        name: my report
              ^^^^^^^^^
      hint: a name is made of letters, digits, '.', '_' and '-'

      w.yaml:3:3: 'a b' cannot be the name of a task
          a b: {run: x}
          ^^^
      hint: a name is made of letters, digits, '.', '_' and '-'

      w.yaml:4:3: 'é' cannot be the name of a task
          é: {run: x}
          ^
      hint: a name is made of letters, digits, '.', '_' and '-'
      """),
    WrongFile(
      "keys that are not acted on yet",
      """
      name: w
      sticky: soft
      concurrency: [{key: "'x'", max: 2}]
      tasks:
        a:
          run: x
          durable: true
        b: {handler: python3 x.py}

      """,
      """
      w.yaml:2:1: 'sticky' is not supported yet
        sticky: soft
        ^^^^^^

      w.yaml:3:1: 'concurrency' is not supported yet
        concurrency: [{key: "'x'", max: 2}]
        ^^^^^^^^^^^

      w.yaml:7:5: 'durable' is not supported yet
            durable: true
            ^^^^^^^

      w.yaml:8:7: 'handler' is not supported yet
          b: {handler: python3 x.py}
              ^^^^^^^
      """),
    WrongFile(
      "a key that is not acted on yet, of the wrong type",
      """
      name: w
      concurrency: 3
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:1: 'concurrency' is not supported yet
        concurrency: 3
        ^^^^^^^^^^^

      w.yaml:2:14: 'concurrency' must be a list, not a whole number
        concurrency: 3
                     ^
      """),
    WrongFile(
      "a schema that is none",
      """
      name: w
      input_schema:
        type: objekt
        requird: [a]
        properties:
          a: {minLength: x, pattern: 3, enum: []}
          b: 3
          c: {format: date, type: [string, null]}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:3:9: 'type' must be one of null, boolean, object, array, number, string, integer, not 'objekt'
          type: objekt
                ^^^^^^
      hint: did you mean 'object'?

      w.yaml:4:3: schema keyword 'requird' is not supported
          requird: [a]
          ^^^^^^^
      hint: did you mean 'required'?

      w.yaml:6:20: 'minLength' must be a whole number, not text
            a: {minLength: x, pattern: 3, enum: []}
                           ^

      w.yaml:6:32: 'pattern' must be text, not a whole number
            a: {minLength: x, pattern: 3, enum: []}
                                       ^

      w.yaml:6:41: 'enum' must be a list that is not empty
            a: {minLength: x, pattern: 3, enum: []}
                                                ^^

      w.yaml:7:8: a schema must be a mapping, true or false, not a whole number
            b: 3
               ^

      w.yaml:8:9: schema keyword 'format' is not supported
            c: {format: date, type: [string, null]}
                ^^^^^^

      w.yaml:8:38: 'type' must be text, not nothing
            c: {format: date, type: [string, null]}
                                             ^^^^
      hint: write "null", with quotes
      """),
    WrongFile(
      "one name twice in a file",
      """
      name: w
      tasks: {a: {run: x}}
      ---
      name: w
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:4:7: workflow 'w' is declared twice in this file
        name: w
              ^
      """),
  ]
}
