import Database
import Engine
import JSON
import Time

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

/// What a reschedule command asks for.
struct RescheduleArguments {
  /// nil if it makes no sense.
  let time: Timestamp?

  init(_ arguments: JSONText) {
    let value = try? JSONParser.parse(arguments.utf8)
    time = value?["at"]?.string.flatMap { try? Timestamp(rfc3339: $0) }
  }
}
