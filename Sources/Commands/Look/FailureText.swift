import Engine
import Monitor
import Terminal
import Time
import Workflows

/// Why a task failed, in a line, and under it the end of its log.
struct FailureText {
  var task: TaskDetail
  var picture: RunPicture
  var look: Look
  /// Cuts lines to so many cells; nil cuts none.
  var width: Int?

  var lines: [String] {
    let mark = StatusMark(Status.failed.rawValue)
    let head =
      look.styled("\(mark.glyph(look)) ", mark.style) + look.styled(SafeText.line(task.name), .strong)
      + cut("  \(reason.first ?? "failed")\(circumstances)", after: 2 + CellWidth.of(task.name))
    return [head] + reason.dropFirst().map { "  " + cut($0, after: 2) } + log
  }

  /// What the attempt said of itself.
  private var reason: [String] {
    guard let last = task.attempts.last else { return [] }
    if let error = last.error, !error.isEmpty { return SafeText.multiline(error) }
    if let signal = last.signal { return ["signal \(signal)"] }
    if let code = last.exitCode { return ["exit code \(code)"] }
    return [last.outcome == .lost ? "its worker was lost" : last.outcome.text]
  }

  /// ` (attempt 2 of 4, 1.2s, worker 'a')`
  private var circumstances: String {
    guard let last = task.attempts.last else { return "" }
    var parts: [String] = []
    let most = picture.run.workflow.allTasks[task.ordinal].retry.retries + 1
    if most > 1 || last.attempt > 1 {
      parts.append(last.attempt <= most ? "attempt \(last.attempt) of \(most)" : "attempt \(last.attempt)")
    }
    if let startedAt = last.startedAt {
      parts.append(DurationText.format(max(.zero, last.finishedAt - startedAt)))
    }
    if let worker = last.worker { parts.append("worker '\(SafeText.line(worker.text))'") }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private var log: [String] {
    guard let tail = picture.tail(of: task) else { return [] }
    // Cutting would count the sequences of colours as text.
    let plain = Look(hasColor: look.hasColor && width == nil, isUnicode: look.isUnicode)
    var lines: [String] = []
    if let last = task.attempts.last, last.attempt != tail.attempt {
      lines.append("  " + look.styled("the last log is that of attempt \(tail.attempt)", .faint))
    }
    return lines
      + tail.entries.map { entry in
        let text = cut(SafeText.logLine(entry.text, look: plain), after: 4)
        return "  " + LogMark(entry.priority, look).line(text, look)
      }
  }

  private func cut(_ text: String, after indent: Int) -> String {
    guard let width else { return text }
    return Fitting.truncate(text, to: max(0, width - indent), ellipsis: look.ellipsis)
  }
}
