import JSON
import Monitor
import Terminal
import Time

/// Writes lines of a log: for people with the task in front, for programs as rows.
struct LogPrinter {
  private let hasTimestamps: Bool
  private let session: Session
  /// Of the widest name, as far as names are padded.
  private let width: Int
  private let places: [String: Int]
  /// Nil for people.
  private var writer: RowWriter<LogEntry>?

  /// A longer name shifts its lines, rather than all lines.
  private static let widest = 24

  /// - Parameter names: of the tasks that may come.
  init(names: [String], hasTimestamps: Bool, options: OutputOptions, session: Session) throws {
    self.hasTimestamps = hasTimestamps
    self.session = session
    width = names.map { CellWidth.of(SafeText.line($0)) }.filter { $0 <= Self.widest }.max() ?? 0
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    self.places = places
    writer = options.isForPeople ? nil : try options.writer(Self.columns, session)
  }

  mutating func write(_ entry: LogEntry) throws {
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
    let number = entry.attempt > 1 ? "#\(entry.attempt)" : ""
    let name = Fitting.pad(SafeText.line(entry.task) + number, to: width)
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
