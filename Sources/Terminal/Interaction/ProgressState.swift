/// When to show progress, and what: pure, the owner writes.
struct ProgressState: Sendable {
  /// What the owner has to write.
  enum Action: Equatable, Sendable {
    /// Put the line in place of the one before.
    case draw(String)
    /// Remove the line.
    case erase
    /// Write a line that stays.
    case log(String)
  }

  private enum Delay {
    /// Nothing is shown for what is over sooner.
    static let first = Duration.milliseconds(500)
    static let redraw = Duration.milliseconds(100)
    static let log = Duration.seconds(10)
  }

  private let title: String
  private let surface: Surface
  private let start: Duration
  private var lastShown: Duration?
  private var isDrawn = false

  /// - Parameter now: of a clock that only goes forward; only differences matter.
  init(title: String, surface: Surface, now: Duration) {
    self.title = title
    self.surface = surface
    start = now
  }

  mutating func update(done: Int, total: Int?, now: Duration) -> Action? {
    let wait = surface.isTerminal ? (lastShown == nil ? Delay.first : Delay.redraw) : Delay.log
    guard now - (lastShown ?? start) >= wait else { return nil }
    lastShown = now
    isDrawn = surface.isTerminal
    let text = line(done: done, total: total, elapsed: now - start)
    return surface.isTerminal ? .draw(text) : .log(text)
  }

  mutating func finish() -> Action? {
    defer { isDrawn = false }
    return isDrawn ? .erase : nil
  }

  private func line(done: Int, total: Int?, elapsed: Duration) -> String {
    let seconds = max(1, elapsed.components.seconds)
    let rate = "\(HumanText.count(Int64(done) / seconds))/s"
    guard let total, total > 0 else { return fitted("\(title): \(HumanText.count(done)), \(rate)") }
    let share = min(100, done.multipliedReportingOverflow(by: 100).partialValue / total)
    let text = "\(title): \(HumanText.count(done)) of \(HumanText.count(total)) (\(share)%), \(rate)"
    guard surface.isTerminal, surface.width - CellWidth.of(text) > 12 else { return fitted(text) }
    let bar = BarChart.bar(Double(done) / Double(total), width: 10, look: surface.look)
    return "\(bar) \(text)"
  }

  /// One cell stays free: a line that fills the last one wraps on some terminals.
  private func fitted(_ text: String) -> String {
    surface.isTerminal ? Fitting.truncate(text, to: surface.width - 1, ellipsis: surface.look.ellipsis) : text
  }
}
