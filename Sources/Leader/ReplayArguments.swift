import Database
import Engine
import JSON

/// What a replay command asks for.
struct ReplayArguments {
  let mode: Replay.Mode

  init(_ arguments: JSONText) {
    let value = try? JSONParser.parse(arguments.utf8)
    if value?["all"]?.bool == true {
      mode = .all
    } else if let task = value?["from"]?.string {
      mode = .from(task)
    } else {
      mode = .failedOnwards
    }
  }
}
