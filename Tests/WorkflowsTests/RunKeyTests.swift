import Testing
import Workflows

@Suite struct RunKeyTests {
  @Test(arguments: wrongFiles) func says(_ file: WrongFile) { file.check() }

  static let wrongFiles: [WrongFile] = [
    WrongFile(
      "behind an escape, and in a block",
      """
      name: w
      idempotency: {key: "'\\x41' + nope", ttl: 1h}
      tasks: {a: {run: x}}
      ---
      name: v
      idempotency:
        key: |
          input.day +
            nope
        ttl: 1h
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:30: 'key': unknown variable 'nope'
        idempotency: {key: "'\\x41' + nope", ttl: 1h}
                                     ^^^^
      hint: there are additional_metadata, input

      w.yaml:9:7: 'key': unknown variable 'nope'
              nope
              ^^^^
      hint: there are additional_metadata, input
      """),
    WrongFile(
      "what can be no key",
      """
      name: w
      idempotency: {key: "[1]", ttl: 1h}
      tasks: {a: {run: x}}

      """,
      """
      w.yaml:2:21: 'key': the result must be text, a whole number or a truth, not 'list(int)'
        idempotency: {key: "[1]", ttl: 1h}
                            ^^^
      hint: make text of it: string(...)
      """),
  ]
}
