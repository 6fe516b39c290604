import Engine
import Hatchet
import Monitor
import Store
import Terminal
import Time

/// The runs that a command line names.
struct ChosenRuns: Sendable {
  /// In the order in which they were named, each once.
  var runs: [RunID]
  /// Those that the command is not for, and why.
  var refusals: [RunID: HatchetError?] = [:]
  /// Which of all that are such, for people; nil if they were named.
  var period: String?

  /// The runs that are named, or if none are, all that are such, the oldest first.
  /// - Parameter statuses: if the options say none.
  static func find(
    _ names: [String], workflow: String?, _ options: RunFilterOptions, statuses: Set<Status>, _ client: Client,
    _ session: Session
  ) async throws -> ChosenRuns {
    guard workflow != nil || options.isGiven else { return try await find(names, client, session) }
    guard names.isEmpty else {
      throw HatchetError(.usage, "runs are either named or chosen by what they are", hint: "leave out '\(names[0])'")
    }
    if let workflow { _ = try await StoredWorkflow.find(workflow, client) }
    var filter = try options.filter(workflow: workflow, statuses: statuses, now: WallClock.now())
    filter.limit = 1000
    let found = try await client.withMonitorIfThere(filter.isFoundByMonitor) { [filter] monitor in
      var (filter, runs) = (filter, [RunID]())
      while true {
        let page = try await client.runReader.list(filter, monitor: monitor)
        runs += page.runs.map(\.id)
        guard page.hasMore, let next = page.next else { return runs }
        filter.before = next
      }
    }
    if found.isEmpty { session.say("no such run" + (options.since == nil ? " in the last 24 hours" : "")) }
    return ChosenRuns(runs: found.reversed(), period: options.since == nil ? " of the last 24 hours" : nil)
  }

  /// Finds the runs by what was typed; `-` stands for the ids on standard input, one a line.
  static func find(_ names: [String], _ client: Client, _ session: Session) async throws -> ChosenRuns {
    var seen: Set<RunID> = []
    var runs: [RunID] = []
    for name in names {
      for typed in name == "-" ? try await piped(session) : [name] {
        // A whole id need not be looked up to be known; whether there is such a run is checked for all at once.
        let run: RunID
        if let id = try? RunID(parsing: typed) { run = id } else { run = try await client.runReader.find(typed) }
        if seen.insert(run).inserted { runs.append(run) }
      }
    }
    return ChosenRuns(runs: runs)
  }

  private static func piped(_ session: Session) async throws -> [String] {
    guard !session.input.isTerminal else { throw HatchetError.nothingPiped("ids of runs, one a line,") }
    let text = String(decoding: try await session.input.readAll(limit: 64 << 20), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map { line in
      String(line.drop { $0 == " " }.prefix { $0 != " " && $0 != "\t" && $0 != "," })
    }.filter { !$0.isEmpty }
  }

  /// Those that the command is for.
  var meant: [RunID] { runs.filter { (refusals[$0] ?? nil) == nil } }

  /// Tells of the others; if there are only such, throws the first one's reason.
  func tellRefusals(_ session: Session) throws {
    let refused = runs.compactMap { refusals[$0] ?? nil }
    if meant.isEmpty, let first = refused.first { throw first }
    for refusal in refused { session.say("left out: \(refusal.message)") }
  }

  /// What a dry run prints: the ids, one a line.
  func list(_ session: Session) throws {
    for run in meant { try session.output.writeLine(run.text) }
  }

  /// `run '…'`, or `12 runs`.
  var phrase: String {
    meant.count == 1 ? "run '\(meant[0].text)'" : HumanText.counted(meant.count, "run") + (period ?? "")
  }
}
