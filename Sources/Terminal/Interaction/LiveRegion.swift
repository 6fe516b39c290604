/// Some lines at the end of a terminal that are drawn again and again in place: `inspect --watch`.
package struct LiveRegion: ~Copyable {
  private let output: Output
  private let surface: Surface
  private var drawn = 0

  /// - Parameter surface: that of `output`. If it is no terminal, each drawing is written below the one before.
  package init(surface: Surface, output: Output) {
    self.output = output
    self.surface = surface
  }

  /// Replaces what was drawn before. What is higher than the terminal is cut at its bottom, since lines that have scrolled
  /// away cannot be drawn over.
  package mutating func draw(_ lines: [String]) throws(TerminalError) {
    guard surface.isTerminal else {
      for line in lines { try output.writeLine(line) }
      return try output.flush()
    }
    Cursor.hide(output)
    var text = drawn > 0 ? "\u{1b}[\(drawn)F" : ""
    let room = surface.height - 1
    var shown = lines.prefix(room)
    if lines.count > room {
      shown[room - 1] = "\(surface.look.ellipsis) \(HumanText.counted(lines.count - room + 1, "more line"))"
    }
    for line in shown { text += "\u{1b}[2K\(line)\n" }
    text += "\u{1b}[J"
    drawn = shown.count
    try output.write(text)
    try output.flush()
  }

  /// Leaves the last drawing where it is.
  package mutating func finish() {
    drawn = 0
    Cursor.show(output)
  }
}
