import JSON
import Testing
import Workflows

@Suite struct WorkflowDefinitionTests {
  /// What is stored reads back as the same workflow, and as the same version: 25 workflows a seed.
  @Test(arguments: 0..<8 as Range<UInt64>) func readsBack(seed: UInt64) throws {
    var generator = WorkflowGenerator(seed: seed)
    for _ in 0..<25 {
      let workflow = generator.workflow()
      let stored = try JSONParser.parse(workflow.definitionText)
      let read = try Workflow(definition: stored, directory: workflow.directory, support: .all)
      // Two texts are shorter to read than two trees, when this fails.
      try #require(read.definitionText == workflow.definitionText)
      let isSame = read == workflow
      #expect(isSame, "\(workflow.definitionText)")
      #expect(read.checksum == workflow.checksum)
    }
  }

  @Test func checksumIsOfWhatIsMeant() throws {
    let short = try one("name: w\ntasks: {b: {run: x, needs: [a]}, a: {run: y, timeout: 90s}}")
    let long = try one(
      """
      # the same
      tasks:
        a:
          timeout: 1m30s
          retries: 0
          backoff: {factor: 2.0}
          slots: 1
          stdin: json
          run: 'y'
          env: {}
          needs: []
        b: {needs: [{task: a}], run: "x", grace: 10s}
      priority: 2
      name: w
      """)
    #expect(short.checksum == long.checksum)
    #expect(short == long)
    #expect(
      short.definitionText
        == #"{"name":"w","tasks":{"a":{"run":"y","timeout":"1m30s"},"b":{"needs":["a"],"run":"x"}}}"#)
    // Computed by sha256sum of the line above: a change of it makes every stored workflow a new version.
    #expect(short.checksum == "f7e6b3356379da40dd710852b05a9e896e154ff24d8b7f78b471103d485c48db")
  }

  @Test func directoryIsNoPartOfTheChecksum() throws {
    var workflow = try one("name: w\ntasks: {a: {run: x}}")
    let checksum = workflow.checksum
    workflow.directory = "/elsewhere"
    #expect(workflow.checksum == checksum)
    #expect(!workflow.definitionText.contains("elsewhere"))
  }

  @Test(arguments: [
    "name: w\ntasks: {a: {run: z}}", "name: v\ntasks: {a: {run: x}}", "name: w\ntasks: {b: {run: x}}",
    "name: w\npriority: 1\ntasks: {a: {run: x}}", "name: w\ntasks: {a: {exec: [x]}}",
    "name: w\ntasks: {a: {run: x, env: {A: ''}}}",
  ]) func whatIsMeantOtherwiseIsAnotherVersion(text: String) throws {
    #expect(try one(text).checksum != one("name: w\ntasks: {a: {run: x}}").checksum)
  }

  private func one(_ text: String) throws -> Workflow {
    try #require(try Workflow.parse(text.utf8, file: "w.yaml", directory: nil).first)
  }
}
