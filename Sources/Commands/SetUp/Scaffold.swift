import Database
import Glibc
import Hatchet

/// The files of the quick start.
struct Scaffold: Sendable {
  static let workflowFile = "hello.yaml"
  static let input: JSONText = #"{"name": "world"}"#

  private static let files: [(name: String, mode: mode_t, text: String)] = [
    (workflowFile, 0o644, workflow), ("count.sh", 0o755, script),
  ]

  /// Absolute.
  let folder: String

  /// For people.
  var names: String { Self.files.map(\.name).joined(separator: " and ") }

  /// Whether there is nothing left to write.
  var exists: Bool { Self.files.allSatisfy { access("\(folder)/\($0.name)", F_OK) == 0 } }

  /// Writes what is not there, the folder too; never over anything. Returns what was written.
  func write() throws(HatchetError) -> [String] {
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      throw HatchetError(.failed, "unable to make folder '\(folder)': \(String(cString: strerror(errno)))")
    }
    var written: [String] = []
    for file in Self.files where try Self.write(file.text, to: "\(folder)/\(file.name)", mode: file.mode) {
      written.append(file.name)
    }
    return written
  }

  /// False if there is such a file.
  private static func write(_ text: String, to path: String, mode: mode_t) throws(HatchetError) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw HatchetError(.failed, "unable to write '\(path)': \(String(cString: strerror(errno)))")
    }
    let bytes = Array(text.utf8)
    let count = Glibc.write(descriptor, bytes, bytes.count)
    guard close(descriptor) == 0, count == bytes.count else {
      throw HatchetError(.failed, "unable to write '\(path)': \(String(cString: strerror(errno)))")
    }
    return true
  }

  private static let workflow = """
    # A workflow is a set of tasks. A task is any program: JSON on stdin, output on stdout, log on stderr, and the exit
    # status decides. hatchet-workflow(5) tells all that may stand here.
    name: hello
    description: Greet somebody, look at the greeting from two sides, report
    tasks:
      greet:
        run: |
          # $HATCHET_INPUT is a file with the run's input, such as {"name": "world"}.
          name=$(sed -n 's/.*"name" *: *"\\([^"]*\\)".*/\\1/p' "$HATCHET_INPUT")
          echo "greeting ${name:-nobody}" >&2
          echo "Hello, ${name:-nobody}!"
      count:
        needs: [greet]
        stdin: parent              # what greet wrote on stdout
        run: ./count.sh            # a file beside this one
      shout:
        needs: [greet]
        stdin: parent
        retries: 3                 # up to 4 attempts in all
        backoff: {factor: 0}       # at once, without a pause
        run: |
          if [ "$HATCHET_ATTEMPT" -eq 1 ]; then
            echo "losing my voice at the first attempt, on purpose" >&2
            exit 1
          fi
          tr '[:lower:]' '[:upper:]'
      report:
        needs: [count, shout]
        run: |
          # Without "stdin:" a task reads one JSON document: its input, the outputs of its parents, its run.
          # jq reads it best; sed will do here.
          letters=$(tr -d '\\n' | sed 's/.*"letters": *\\([0-9]*\\).*/\\1/')
          echo "It was a greeting of $letters letters."

    """

  private static let script = """
    #!/bin/sh
    # Counts the letters of what comes on stdin, and writes JSON: what depends on this task can read it.
    set -eu
    letters=$(tr -cd '[:alpha:]' | wc -c)
    echo "counted $letters letters" >&2
    printf '{"letters": %d}\\n' "$letters"

    """
}
