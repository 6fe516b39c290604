package import Arguments
import Database
import Engine
import Hatchet
import JSON
import Monitor
import Terminal
import Time

/// `hatchet event show`
package struct EventShow: Command {
  package var event = ""
  package var document = DocumentOptions()

  package init() {}

  package static let declaration = Declaration<Self>("Tell all about an event, and what it did")
    .discussion(
      """
      --json writes one object with these fields:

        id key scope created_at metadata data effects

      'effects' are the runs that it started, the tasks that it woke, the tasks that it failed, for a condition of theirs \
      cannot be evaluated for it, and what went wrong with workflows that it might have triggered. Each has:

        workflow run task at error

      'task' is null if the run was started. With an 'error', the task failed, or without one the workflow started no run.
      """
    )
    .positional("EVENT", \.event, "Its id, or the last digits of it")
    .group(\.document)
    .example("hatchet event show 018f3c2e-7b1c-8a06-8000-00000000002a", "By the id that 'event push' printed")
    .seeAlso("event list", "inspect")

  package func run(_ context: Session) async throws {
    let (found, now) = try await context.withClient { client in
      let id = try await client.eventReader.find(event)
      guard let found = try await client.eventReader.detail(id) else {
        throw HatchetError(.notFound, "event '\(id.text)' does not exist", hint: "it may have been pruned")
      }
      return (found, try await client.now())
    }
    if document.isJSON { return try context.output.writeLine(JSONWriter.text(Self.value(found), .pretty)) }
    let look = context.surface.look
    let sheet = FactSheet(title: look.styled(SafeText.line(found.summary.key), .strong), facts: Self.facts(found))
    for line in sheet.lines(look: look) { try context.output.writeLine(line) }
    guard !found.summary.effects.isEmpty else { return context.say("it did nothing so far") }
    try context.output.writeLine()
    var writer = try RowWriter(
      columns: Self.columns(found.tasks, now: now), options: .init(), surface: context.surface, output: context.output)
    try writer.writeAll(found.summary.effects)
  }

  private static func facts(_ event: EventDetail) -> [(name: String, text: String)] {
    var facts = [("id", event.summary.id.text), ("pushed", event.summary.id.createdAt.brief)]
    if let scope = event.summary.scope { facts.append(("scope", scope)) }
    if let metadata = event.summary.metadata { facts.append(("metadata", MetadataText.line(metadata))) }
    return facts + [("data", event.payload.text)]
  }

  private static func columns(_ tasks: [EventEffect: String], now: Timestamp) -> [Column<EventEffect>] {
    [
      Column("workflow", canShrink: true) { .text($0.workflow) },
      Column("did", header: "WHAT") { effect in
        let task = effect.task == nil ? nil : tasks[effect] ?? "a task"
        if effect.error != nil { return .text(task.map { "failed \($0)" } ?? "failed", style: .failure) }
        return .text(task.map { "woke \($0)" } ?? "started")
      },
      Column("run") { .id($0.run, now: now) },
      Column("error", canShrink: true) { .text($0.error) },
    ]
  }

  /// The names of the fields are a contract.
  static func value(_ event: EventDetail) -> JSONValue {
    .object([
      ("id", .string(event.summary.id.text)),
      ("key", .string(event.summary.key)),
      ("scope", event.summary.scope.map { .string($0) } ?? .null),
      ("created_at", .time(event.summary.id.createdAt)),
      ("metadata", event.summary.metadata?.value ?? .null),
      ("data", event.payload.value),
      (
        "effects",
        .array(
          event.summary.effects.map { effect in
            .object([
              ("workflow", .string(effect.workflow)),
              ("run", effect.run.map { .string($0.text) } ?? .null),
              ("task", event.tasks[effect].map { .string($0) } ?? .null),
              ("at", .time(effect.at)),
              ("error", effect.error.map { .string($0) } ?? .null),
            ])
          })
      ),
    ])
  }
}
