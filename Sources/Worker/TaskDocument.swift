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
    text += #"},"triggers":{"#.utf8
    // What started the run, then what woke the task.
    let started = Self.members(input.triggers)
    text += started
    for (index, event) in facts.events.enumerated() {
      if index > 0 || !started.isEmpty { text.append(UInt8(ascii: ",")) }
      text += JSONWriter.bytes(.string(event.key))
      text.append(UInt8(ascii: ":"))
      text += event.payload.utf8
    }
    text += #"},"run":"#.utf8
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
    text += "}\n".utf8
    return text
  }

  /// An object without its braces.
  private static func members(_ object: JSONText?) -> ArraySlice<UInt8> {
    let bytes = object?.utf8 ?? []
    guard let open = bytes.firstIndex(of: UInt8(ascii: "{")), let close = bytes.lastIndex(of: UInt8(ascii: "}")) else {
      return []
    }
    let inside = bytes[(open + 1)..<close]
    return inside.allSatisfy { $0 <= 32 } ? [] : inside
  }

  private static func document(_ output: TaskOutput?) -> [UInt8] {
    guard let output else { return Array("null".utf8) }
    if output.outcome == .skipped { return Array(#"{"skipped":true}"#.utf8) }
    return output.output?.utf8 ?? Array("null".utf8)
  }
}
