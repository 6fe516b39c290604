import Database
import Engine
import JSON
import Store
import Time

/// The JSON document that a task reads on stdin: `{"input":…,"parents":{…},"triggers":{…},"run":{…},"attempt":…}`, and
/// `"errors":{…}` and `"status":…` for a hook.
/// Input and outputs are passed through as they were written.
struct TaskDocument {
  let run: RunID
  let workflow: String
  let task: String
  let attempt: Int32
  let input: RunInput
  /// In the order of the workflow file's needs.
  let parents: [(name: String, output: TaskOutput?)]
  let facts: TaskFacts

  var bytes: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(input.input.utf8.count + 512)
    text += #"{"input":"#.utf8
    text += input.input.utf8
    text += #","parents":{"#.utf8
    for (index, parent) in parents.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text += JSONWriter.bytes(.string(parent.name))
      text.append(UInt8(ascii: ":"))
      text += Self.document(parent.output)
    }
    text += #"},"triggers":"#.utf8
    text += triggers
    text += #","run":"#.utf8
    let about: JSONValue = .object([
      ("id", .string(run.text)), ("workflow", .string(workflow)), ("task", .string(task)),
      ("created_at", .string(run.createdAt.rfc3339)), ("priority", .int(input.priority)),
    ])
    text += JSONWriter.bytes(about).dropLast()
    text += #","metadata":"#.utf8
    text += input.metadata?.utf8 ?? Array("{}".utf8)
    text += #"},"attempt":"#.utf8
    text += String(attempt).utf8
    if let errors = facts.errors {
      text += #","errors":"#.utf8
      text += JSONWriter.bytes(.object(errors.map { ($0.task, .string($0.error)) }))
    }
    if let status = facts.status {
      text += #","status":"#.utf8
      text += JSONWriter.bytes(.string(status.rawValue))
    }
    // One line: in JSON a line break can only stand between two tokens.
    for index in text.indices where text[index] == UInt8(ascii: "\n") || text[index] == UInt8(ascii: "\r") {
      text[index] = UInt8(ascii: " ")
    }
    text += "}\n".utf8
    return text
  }

  /// What started the run, then what woke the task, which has the last word on a name that both have.
  private var triggers: [UInt8] {
    let started = input.triggers?.utf8 ?? Array("{}".utf8)
    guard !facts.events.isEmpty else { return started }
    var others = (try? JSONParser.parse(started))?.object ?? JSONObject()
    for event in facts.events { others[event.key] = nil }
    var text = JSONWriter.bytes(.object(others)).dropLast()
    for event in facts.events {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      text += JSONWriter.bytes(.string(event.key))
      text.append(UInt8(ascii: ":"))
      text += event.payload.utf8
    }
    text.append(UInt8(ascii: "}"))
    return Array(text)
  }

  private static func document(_ output: TaskOutput?) -> [UInt8] {
    guard let output else { return Array("null".utf8) }
    if output.outcome == .skipped { return Array(#"{"skipped":true}"#.utf8) }
    return output.output?.utf8 ?? Array("null".utf8)
  }
}
