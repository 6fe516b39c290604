import Engine
import Monitor
package import Terminal
import Time
import Workflows

/// A run as people see it: what it is, its graph with the state of each task, what is waited for, and what failed with the
/// end of its log.
package struct RunDrawing: Sendable {
  package var picture: RunPicture
  package var surface: Surface
  /// Drawn again and again in place: every line is cut to the width, and clocks count whole seconds so that boxes stand
  /// still.
  package var isLive: Bool

  /// More unfinished tasks than this are only counted.
  private static let longestList = 20

  package init(_ picture: RunPicture, surface: Surface, isLive: Bool = false) {
    self.picture = picture
    self.surface = surface
    self.isLive = isLive
  }

  /// All of it.
  package var lines: [String] {
    let whole = joined([header, graph, unfinished, decided, failures])
    guard isLive, whole.count >= surface.height else { return whole }
    // What scrolls away cannot be drawn over: a line for each task is more than the upper half of a graph.
    return joined([header, listing, failures])
  }

  private func joined(_ parts: [[String]]) -> [String] {
    Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  var run: RunDetail { picture.run }
  var look: Look { surface.look }

  // MARK: parts

  /// Workflow, status and time; then id, times, priority and metadata, a line each.
  package var header: [String] {
    FactSheet(title: title, facts: facts).lines(look: look, width: isLive ? surface.width : nil)
  }

  private var title: String {
    let mark = StatusMark(run.status.rawValue)
    var title = look.styled(SafeText.line(run.workflow.name), .strong) + "  " + mark.text(look)
    if run.status.isFinal {
      if let took { title += " in \(DurationText.format(took))" }
    } else if let startedAt = run.startedAt {
      title += " for \(elapsed(since: startedAt))"
    } else {
      title += " for \(elapsed(since: run.createdAt))"
    }
    return title
  }

  private var took: Duration? {
    guard let startedAt = run.startedAt, let finishedAt = run.finishedAt else { return nil }
    return max(.zero, finishedAt - startedAt)
  }

  private var facts: [(name: String, text: String)] {
    var created = "\(run.createdAt.brief) (\(HumanText.relative(run.createdAt, now: run.readAt)))"
    if let startedAt = run.startedAt {
      created += ", started \(DurationText.format(max(.zero, startedAt - run.createdAt))) later"
    }
    var facts = [("run", run.id.text), ("created", created)]
    if let runAt = run.runAt { facts.append(("not before", runAt.brief)) }
    if let since = run.pausedSince, !run.status.isFinal {
      facts.append(("paused", "its workflow, since \(since.brief)"))
    }
    if let time = run.inputReplacedAt { facts.append(("input", "replaced by a replay, \(time.brief)")) }
    facts.append(("priority", PriorityName.text(run.priority)))
    if let metadata = run.metadata { facts.append(("metadata", MetadataText.line(metadata))) }
    return facts
  }

  /// The tasks in boxes, with lines between them.
  package var graph: [String] {
    let shown = run.tasks.filter { !$0.isIdleHook }
    let nodes = shown.map { GraphNode(label: $0.name, status: $0.status.rawValue, detail: detail(of: $0)) }
    var places: [String: Int] = [:]
    for (place, task) in shown.enumerated() { places[task.name] = place }
    let edges = shown.enumerated().flatMap { place, task in
      task.needs.compactMap { places[$0].map { ($0, place) } }
    }
    return GraphDrawing.draw(nodes: nodes, edges: edges, width: surface.width, look: look)
  }

  /// `1.2s ×3`: how long, and how many attempts if more than one.
  private func detail(of task: TaskDetail) -> String? {
    guard let duration = task.duration(now: run.readAt) else { return nil }
    let time =
      isLive && !task.status.isFinal ? Self.seconds(duration) : DurationText.format(duration)
    return task.attemptCount > 1 ? "\(time) \(look.isUnicode ? "×" : "x")\(task.attemptCount)" : time
  }

  /// A sentence for each task that is not finished.
  package var unfinished: [String] {
    let tasks = run.tasks.filter { !$0.status.isFinal && !$0.isIdleHook }
    let width = tasks.map { CellWidth.of(SafeText.line($0.name)) }.max() ?? 0
    var lines = tasks.prefix(Self.longestList).map { task in
      let mark = StatusMark(task.status.rawValue)
      let text =
        Fitting.pad(SafeText.line(task.name), to: width) + "  " + SafeText.line(task.waitingReason ?? mark.word)
      return look.styled(mark.glyph(look), mark.style) + " " + cut(text, after: 2)
    }
    if tasks.count > Self.longestList {
      lines.append(look.styled("  and \(HumanText.counted(tasks.count - Self.longestList, "more task"))", .faint))
    }
    return lines
  }

  /// A line for each task that a condition, or somebody's key, has skipped or cancelled.
  private var decided: [String] {
    let tasks = run.tasks.filter { ($0.status == .skipped || $0.status == .cancelled) && !$0.isIdleHook }
    let reasons = tasks.compactMap { task -> (TaskDetail, String)? in
      guard let last = task.attempts.last, let error = last.error, last.worker == nil,
        !error.hasPrefix("parent '"), !error.hasPrefix("all its parents")
      else { return nil }
      return (task, error)
    }
    let width = reasons.map { CellWidth.of(SafeText.line($0.0.name)) }.max() ?? 0
    return reasons.prefix(Self.longestList).map { task, reason in
      let mark = StatusMark(task.status.rawValue)
      let text = Fitting.pad(SafeText.line(task.name), to: width) + "  " + SafeText.line(reason)
      return look.styled(mark.glyph(look), mark.style) + " " + cut(text, after: 2)
    }
  }

  /// A line for each task: state, time, what it waits for.
  private var listing: [String] {
    let tasks = run.tasks.filter { !$0.isIdleHook }
    let names = tasks.map { SafeText.line($0.name) }
    let details = tasks.map { detail(of: $0) ?? "" }
    let nameWidth = names.map { CellWidth.of($0) }.max() ?? 0
    let detailWidth = details.map { CellWidth.of($0) }.max() ?? 0
    return tasks.indices.map { place in
      let task = tasks[place]
      let mark = StatusMark(task.status.rawValue)
      let text =
        Fitting.pad(names[place], to: nameWidth) + "  " + Fitting.pad(details[place], to: detailWidth, .right) + "  "
        + SafeText.line(task.waitingReason ?? mark.word)
      return look.styled(mark.glyph(look), mark.style) + " " + cut(text, after: 2)
    }
  }

  /// Of each failed task why, and the last lines of its log.
  package var failures: [String] {
    Array(
      run.tasks.filter { $0.status == .failed }
        .map { FailureText(task: $0, picture: picture, look: look, width: isLive ? surface.width : nil).lines }
        .joined(separator: [""]))
  }

  // MARK: fitting

  private func cut(_ text: String, after indent: Int) -> String {
    isLive ? Fitting.truncate(text, to: surface.width - indent, ellipsis: look.ellipsis) : text
  }

  private func elapsed(since time: Timestamp) -> String {
    let duration = max(.zero, run.readAt - time)
    return isLive ? Self.seconds(duration) : DurationText.format(duration)
  }

  private static func seconds(_ duration: Duration) -> String {
    DurationText.format(.seconds(duration.components.seconds))
  }
}
