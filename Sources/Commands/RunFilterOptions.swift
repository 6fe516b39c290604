package import Arguments
package import Engine
import Monitor
import Time

/// Which runs are meant, by what they are: the same for all commands that find some. `--workflow` is each command's own,
/// for its short name is taken in some.
package struct RunFilterOptions: OptionGroup {
  package var statuses: [Status] = []
  package var since: TimeArgument?
  package var until: TimeArgument?
  package var metadata: [KeyValue] = []
  package var error: String?

  package init() {}

  package static let options = OptionList<Self>("which runs")
    .option("status", "s", \.statuses, "STATUS", "Only with this status; may be repeated")
    .option("since", \.since, "TIME", "Created then or later: 2h, 2026-11-23, 2026-11-23T21:36:29Z")
    .option("until", \.until, "TIME", "Created before then")
    .option("meta", "m", \.metadata, "KEY=VALUE", "Only with this in the metadata; may be repeated")
    .option("error", \.error, "TEXT", "Only with this text in the error of the first task that failed")

  var isGiven: Bool {
    !statuses.isEmpty || since != nil || until != nil || !metadata.isEmpty || error != nil
  }

  /// - Parameter statuses: if none were given.
  func filter(workflow: String?, statuses: Set<Status> = [], now: Timestamp) throws -> RunFilter {
    RunFilter(
      workflow: workflow, statuses: self.statuses.isEmpty ? statuses : Set(self.statuses),
      since: try since?.timestamp(now: now, bare: .ago), until: try until?.timestamp(now: now, bare: .ago),
      metadata: metadata.map { ($0.key, $0.value) }, error: error)
  }
}

extension Status: ArgumentValue {}
