package import Database
package import Engine
package import Store
package import Time
package import Workflows

/// What people look at of events. Works over a transaction pooler.
package struct EventReader: Sendable {
  /// How far back a list goes unasked.
  package static let defaultWindow = Duration.seconds(86400)
  private static let largestNumber = Int64.max

  let connection: Connection
  let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// Which events are meant.
  package struct Filter: Sendable {
    package var key: KeyPattern?
    package var scope: String?
    /// Nil: the last 24 hours.
    package var since: Timestamp?
    package var until: Timestamp?
    /// Only those that are older than it.
    package var before: EventID?

    package init(
      key: KeyPattern? = nil, scope: String? = nil, since: Timestamp? = nil, until: Timestamp? = nil,
      before: EventID? = nil
    ) {
      (self.key, self.scope, self.since, self.until, self.before) = (key, scope, since, until, before)
    }
  }

  /// At most `limit` events, the newest first, and what each did so far.
  package func list(_ filter: Filter = Filter(), limit: Int) async throws(StoreError) -> [EventSummary] {
    do throws(DatabaseError) {
      let now = try await connection.execute(statements.once("read_snapshot")).only().get(Timestamp.self, "now")
      let rows = try await connection.execute(
        statements.once("list_events"),
        [
          filter.since ?? now - Self.defaultWindow, filter.until ?? now + .seconds(3600),
          filter.before?.number ?? Self.largestNumber, filter.key?.likePattern, filter.scope, Int64(limit),
        ])
      var events = try rows.decode(EventSummary.init(row:))
      let effects = try await effects(of: events.map(\.id))
      for index in events.indices { events[index].effects = effects[events[index].id] ?? [] }
      return events
    } catch {
      throw StoreError(error)
    }
  }

  /// An event, with its payload; nil if there is none.
  package func detail(_ id: EventID) async throws(StoreError) -> EventDetail? {
    do throws(DatabaseError) {
      let rows = try await connection.execute(statements.once("find_event"), [id.number, id.createdAt])
      guard let row = rows.first else { return nil }
      var summary = EventSummary(id: id, key: try row.get(0), scope: try row.get(1), metadata: try row.get(3))
      summary.effects = try await effects(of: [id])[id] ?? []
      return EventDetail(summary: summary, payload: try row.get(2), tasks: try await names(of: summary.effects))
    } catch {
      throw StoreError(error)
    }
  }

  private func effects(of events: [EventID]) async throws(DatabaseError) -> [EventID: [EventEffect]] {
    guard !events.isEmpty else { return [:] }
    let rows = try await connection.execute(
      statements.once("event_matches"), [events.map(\.number), events.map(\.createdAt)])
    var effects: [EventID: [EventEffect]] = [:]
    for row in rows {
      let event = EventID(number: try row.get(0), createdAt: try row.get(1))
      effects[event, default: []].append(try EventEffect(row: row))
    }
    return effects
  }

  /// The names of the tasks that were woken or failed.
  private func names(of effects: [EventEffect]) async throws(DatabaseError) -> [EventEffect: String] {
    let tasks = effects.filter { $0.task != nil }
    let runs = tasks.compactMap(\.run)
    guard !runs.isEmpty else { return [:] }
    let times = runs.map(\.createdAt)
    let rows = try await connection.execute(
      statements.once("definitions_of_runs"), [runs.map(\.number), times.min(), times.max()])
    var workflows: [Int64: Workflow] = [:]
    for (run, name, definition, directory) in try rows.decode(Int64.self, String.self, JSONText.self, String?.self) {
      workflows[run] = StoredDefinition(name: name, definition: definition, directory: directory).workflow
    }
    var names: [EventEffect: String] = [:]
    for effect in tasks {
      guard let run = effect.run, let task = effect.task, let plan = workflows[run.number]?.tasks else { continue }
      if plan.indices.contains(task) { names[effect] = plan[task].name }
    }
    return names
  }
}

extension KeyPattern {
  /// The same as a pattern of SQL's `like`.
  package var likePattern: String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*": pattern.unicodeScalars.append("%")
      case "%", "_", "\\": pattern.unicodeScalars.append(contentsOf: ["\\", scalar])
      default: pattern.unicodeScalars.append(scalar)
      }
    }
    return pattern
  }
}
