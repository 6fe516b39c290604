import JSON
import Time
import YAML

extension WorkflowReader {
  /// The schedules of a workflow: no two have the same name.
  func crons(_ node: YAMLNode) -> [CronTrigger] {
    var names: Set<String> = []
    return list(node, "cron").compactMap { item in
      guard let (trigger, place) = cron(item) else { return nil }
      if !names.insert(trigger.name).inserted {
        report(
          .duplicate, "there is a cron trigger '\(trigger.name)' already", at: place,
          hint: "give each a 'name' of its own; without one, it is called by its expression")
      }
      return trigger
    }
  }

  /// With what gives it its name.
  private func cron(_ node: YAMLNode) -> (CronTrigger, YAMLNode)? {
    guard let fields = Fields(node, "a cron trigger", CronKey.self, self) else { return nil }
    let at = fields.required(.at, self).flatMap { expression($0) }
    let given = fields[.name].flatMap { name($0, of: "a cron trigger") }
    let timezone = fields[.timezone].flatMap { zone($0) }
    let catchUp = fields[.catchUp].flatMap { choice($0, "catch_up", of: CatchUp.self) }
    let window = fields[.catchUpWindow].flatMap { duration($0, "catch_up_window", in: WorkflowLimits.duration) }
    let input = fields[.input].flatMap { json($0) }
    guard let at else { return nil }
    var trigger = CronTrigger(at: at, name: given, timezone: timezone, input: input)
    if let catchUp { trigger.catchUp = catchUp }
    if let window { trigger.catchUpWindow = window }
    return (trigger, fields[.name] ?? fields[.at] ?? node)
  }

  private func expression(_ node: YAMLNode) -> String? {
    guard let written = text(node, "at") else { return nil }
    do throws(CronError) {
      return try CronExpression(written).text
    } catch {
      let place = ScalarPlaces(node, in: source).range(
        line: 1, column: error.place.lowerBound + 1, length: max(1, error.place.count))
      report(
        .invalidValue, "'at': \(error.message)", from: place?.start ?? node.start, to: place?.end ?? node.end,
        hint: error.hint)
      return nil
    }
  }

  private func zone(_ node: YAMLNode) -> String? {
    guard let name = text(node, "timezone") else { return nil }
    guard !isStored else { return name }
    do throws(TimeError) {
      return try TimeZoneRules.named(name).name
    } catch {
      let near = Suggestion.nearest(to: name, among: TimeZoneRules.names)
      report(
        .invalidValue, "'timezone': \(error.message)", at: node,
        hint: near.map { "did you mean '\($0)'?" } ?? error.hint)
      return nil
    }
  }
}
