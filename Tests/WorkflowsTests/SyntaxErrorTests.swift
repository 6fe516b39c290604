import Testing
import Workflows

/// Files that are not YAML, or stand for nothing. What people see is compared whole.
@Suite struct SyntaxErrorTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "a colon in plain text",
      """
      name: w
      tasks:
        a:
          run: echo a: b

      """,
      """
      w.yaml:4:16: a ':' is not allowed here
            run: echo a: b
                       ^
      hint: put text that holds ': ' in quotes, or check the indentation
      """),
    WrongFile(
      "a tab for a block",
      """
      name: w
      tasks:
      \ta:
      \t\trun: x

      """,
      """
      w.yaml:3:1: a tab cannot indent YAML
        \ta:
        ^
      hint: indent with spaces
      """),
    WrongFile(
      "a tab for a key",
      """
      name: w
      tasks:
        a:
      \trun: x

      """,
      """
      w.yaml:4:1: a tab cannot indent YAML
        \trun: x
        ^
      hint: indent with spaces
      """),
    WrongFile(
      "an open quote",
      """
      name: 'w
      tasks:
        a: {run: x}

      """,
      """
      w.yaml:1:7: the quote is never closed
        name: 'w
              ^
      """),
    WrongFile(
      "a key between two columns",
      """
      name: w
      tasks:
        a:
          run: x
         retries: 2

      """,
      """
      w.yaml:5:4: a key is expected here, begun on line 3
           retries: 2
           ^
      hint: check the indentation: the keys of a mapping stand in one column
      """),
    WrongFile(
      "an open brace",
      """
      name: w
      tasks: {a: {run: x}

      """,
      """
      w.yaml:2:8: the '{' is never closed
        tasks: {a: {run: x}
               ^
      """),
    WrongFile(
      "a bracket closed by a brace",
      """
      name: w
      tasks: {a: {exec: [x, y}}

      """,
      """
      w.yaml:2:24: a ',' or ']' is missing in the list
        tasks: {a: {exec: [x, y}}
                               ^
      """),
    WrongFile(
      "text that begins with @",
      """
      name: w
      tasks:
        a:
          run: @x

      """,
      """
      w.yaml:4:10: a value cannot start with '@'
            run: @x
                 ^
      hint: put it in quotes
      """),
    WrongFile(
      "text that begins with %",
      """
      name: w
      tasks:
        a:
          run: %x

      """,
      """
      w.yaml:4:10: a value cannot start with '%'
            run: %x
                 ^
      hint: put it in quotes
      """),
    WrongFile(
      "an unknown escape",
      """
      name: "w\\d"

      """,
      """
      w.yaml:1:9: unknown escape in double quotes
        name: "w\\d"
                ^
      hint: write '\\\\' for a backslash, or use single quotes
      """),
    WrongFile(
      "a control character",
      """
      name: w
      description: caf\0e

      """,
      """
      w.yaml:2:17: control character U+0000 in the text
        description: caf�e
                        ^
      hint: write it as an escape in double quotes
      """),
    WrongFile(
      "an unknown alias",
      """
      name: w
      tasks: {a: *base}

      """,
      """
      w.yaml:2:12: unknown alias '*base'
        tasks: {a: *base}
                   ^
      hint: mark what it means by '&base' above
      """),
    WrongFile(
      "an unknown tag",
      """
      name: !foo w
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:1:7: tag '!foo' does not fit this value
        name: !foo w
              ^
      """),
    WrongFile(
      "a binary value",
      """
      name: w
      tasks: {a: {run: !!binary eA==}}

      """,
      """
      w.yaml:2:18: tag '!!binary' does not fit this value
        tasks: {a: {run: !!binary eA==}}
                         ^
      """),
    WrongFile(
      "a task and a key given twice",
      """
      name: w
      tasks:
        a:
          run: x
        b: {run: x, run: y}
        a:
          run: z

      """,
      """
      w.yaml:5:15: duplicate key 'run', first given on line 5
          b: {run: x, run: y}
                      ^^^

      w.yaml:6:3: task 'a' is declared twice, first on line 3
          a:
          ^
      """),
    WrongFile(
      "an empty file",
      """
      # nothing

      """,
      """
      w.yaml:1:1: the file holds no workflow
        # nothing
        ^
      hint: a workflow has a 'name' and 'tasks'
      """),
    WrongFile(
      "a file with text only",
      """
      hello

      """,
      """
      w.yaml:1:1: a workflow must be a mapping, not text
        hello
        ^^^^^
      """),
  ]
}
