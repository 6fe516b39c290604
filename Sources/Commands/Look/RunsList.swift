package import Arguments
import Engine
import Hatchet
import Monitor
import Terminal
import Time

/// `hatchet runs list`
package struct RunsList: Command {
  package var workflow: String?
  package var filter = RunFilterOptions()
  package var limit = 50
  package var before: String?
  package var output = OutputOptions()
  package var skipsPager = false

  package init() {}

  package static let declaration = Declaration<Self>("Show runs, the newest first")
    .discussion(
      """
      Without --since, the runs of the last 24 hours. If there are more than --limit, a note on stderr says how to go on.

      The columns of a table, and the fields of the other formats:

        id workflow status priority created_at run_at started_at finished_at
        duration tasks_total tasks_done tasks metadata error

      'duration' is in seconds, from the first start to the end; 'tasks' counts tasks by status; 'error' is that of the \
      first task that failed. Times are RFC 3339 in UTC.
      """
    )
    .option("workflow", "w", \.workflow, "NAME", "Only of this workflow", .completing(.live("workflow")))
    .group(\.filter)
    .option("limit", "L", \.limit, "N", "At most so many; 0 for all", .atLeast(0))
    .option("before", \.before, "RUN", "Only runs older than this one", .completing(.live("run")))
    .group(\.output)
    .flag("no-pager", \.skipsPager, "Write a long table straight to the terminal")
    .example("hatchet runs list --status failed --since 2h", "What failed lately")
    .example("hatchet runs list --meta team=ops --output id", "Ids, for xargs")
    .seeAlso("inspect", "logs")

  package func run(_ context: Session) async throws {
    try await context.withClient { client in
      var filter = try filter.filter(workflow: workflow, now: WallClock.now())
      if let before { filter.before = try await client.runReader.find(before) }
      try await client.withMonitorIfThere(filter.isFoundByMonitor) { monitor in
        try await list(filter, client.runReader, monitor, context)
      }
    }
  }

  private func list(
    _ filter: RunFilter, _ reader: RunReader, _ monitor: MonitorReader?, _ context: Session
  ) async throws {
    let columns = RunColumns(look: context.surface.look, now: WallClock.now()).all
    let isPaged = output.chosen == .table && !skipsPager
    if isPaged {
      var runs: [RunSummary] = []
      let rest = try await pages(reader, monitor, filter) { runs += $0 }
      try show(runs, columns, context)
      tell(runs.count, rest, context)
    } else {
      var writer = try output.writer(columns, context)
      let rest = try await pages(reader, monitor, filter) { page in
        for run in page { try writer.write(run) }
        try context.output.flush()
      }
      try writer.finish()
      tell(writer.count, rest, context)
    }
  }

  private func show(_ runs: [RunSummary], _ columns: [Column<RunSummary>], _ context: Session) throws {
    let pager = Pager(surface: context.surface, environment: context.environment)
    try pager.page(context.output) { page in
      var paged = context
      paged.output = page
      var writer = try output.writer(columns, paged)
      try writer.writeAll(runs)
    }
  }

  /// Reads until there are enough.
  ///
  /// - Returns: the last page, to know whether and where it goes on.
  private func pages(
    _ reader: RunReader, _ monitor: MonitorReader?, _ filter: RunFilter, _ take: ([RunSummary]) throws -> Void
  ) async throws -> RunPage {
    var filter = filter
    var left = limit == 0 ? Int.max : limit
    while true {
      filter.limit = min(left, 1000)
      let page = try await reader.list(filter, monitor: monitor)
      try take(page.runs)
      left -= page.runs.count
      guard left > 0, page.hasMore, !page.isCutShort || limit == 0, let next = page.next else { return page }
      filter.before = next
    }
  }

  private func tell(_ count: Int, _ rest: RunPage, _ context: Session) {
    if rest.hasMore, let next = rest.next {
      let searched = rest.isCutShort ? " so far" : ""
      context.say("\(HumanText.count(count)) shown\(searched); more with --before \(next.text)")
    } else if count == 0 {
      context.say(
        filter.since == nil && before == nil
          ? "no such run in the last 24 hours; look further with --since" : "no such run")
    }
  }
}
