import JSON
import Monitor
import Terminal
import Time

/// Writes lines of a log: for people with the task in front, for programs as rows.
struct LogPrinter {
  private let hasTimestamps: Bool
  private let session: Session
  /// Of the widest name with its attempt, as far as these are padded; never less than it was.
  private var width: Int
  private let places: [String: Int]
  /// Nil for people.
  private var writer: RowWriter<LogEntry>?

  /// A longer name shifts its lines, rather than all lines.
  private static let widest = 24

  /// The places of attempts with more digits than that come when they are there.
  private static let ahead: Int32 = 9

  /// - Parameters:
  ///   - position: where the log is read from.
  ///   - task: if it is read of that one only.
  ///   - follows: whether attempts may come that there are not yet.
  init(
    _ position: LogPosition, task: String?, follows: Bool, hasTimestamps: Bool, options: OutputOptions, session: Session
  ) throws {
    self.hasTimestamps = hasTimestamps
    self.session = session
    var places: [String: Int] = [:]
    var labels: [String] = []
    for (place, name) in position.names.enumerated() {
      places[name] = place
      guard task == nil || task == name else { continue }
      let coming = follows ? min(position.allowed[place] ?? 1, Self.ahead) : 1
      labels.append(Self.label(name, attempt: max(position.tried[place] ?? 1, coming)))
    }
    width = Self.width(labels)
    self.places = places
    writer = options.isForPeople ? nil : try options.writer(Self.columns, session)
  }

  private static func width(_ labels: [String]) -> Int { labels.map(CellWidth.of).filter { $0 <= widest }.max() ?? 0 }

  /// `extract#2`
  private static func label(_ task: String, attempt: Int32) -> String {
    SafeText.line(task) + (attempt > 1 ? "#\(attempt)" : "")
  }

  /// A page of lines, which stand in line with each other.
  mutating func write(_ entries: [LogEntry]) throws {
    width = max(width, Self.width(entries.map { Self.label($0.task, attempt: $0.attempt) }))
    for entry in entries { try write(entry) }
  }

  private mutating func write(_ entry: LogEntry) throws {
    if writer != nil { return try writer!.write(entry) }
    try session.output.writeLine(line(entry))
  }

  mutating func finish() throws {
    if writer != nil { try writer!.finish() }
    try session.output.flush()
  }

  /// `extract#2 │ text`
  func line(_ entry: LogEntry) -> String {
    let look = session.surface.look
    let name = Fitting.pad(Self.label(entry.task, attempt: entry.attempt), to: width)
    let time = hasTimestamps ? look.styled(entry.time.rfc3339, .faint) + " " : ""
    let text = SafeText.logLine(entry.text, look: look)
    return time + look.styled(name, color(of: entry.task)) + " " + LogMark(entry.priority, look).line(text, look)
  }

  /// Tasks take turns; red is for errors.
  private func color(of task: String) -> Style {
    let colors: [Style] = [.active, .success, .queued, .pending]
    return colors[(places[task] ?? 0) % colors.count]
  }

  static var columns: [Column<LogEntry>] {
    [
      Column("task") { .text($0.task) },
      Column("attempt", alignment: .right) { .count($0.attempt) },
      Column("line", alignment: .right) { .count($0.line) },
      Column("time") { .init(json: .time($0.time), text: $0.time.rfc3339) },
      Column("priority", alignment: .right) { .count($0.priority) },
      Column("text", canShrink: true) { .text($0.text) },
    ]
  }
}

extension OutputOptions {
  /// A table of log lines would say less than the lines themselves, unless columns were chosen.
  fileprivate var isForPeople: Bool { chosen == .table && columns == nil }
}
