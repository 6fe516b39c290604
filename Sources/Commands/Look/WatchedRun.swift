package import Engine
package import Hatchet
package import Monitor
package import Terminal

/// Looks at a run until it is final: in place on a terminal, as a line for each change in a pipe, and at the end whole.
package struct WatchedRun {
  private let client: Client
  private let run: RunID
  private let logLines: Int
  private let surface: Surface
  private let output: Output

  /// Between two looks: short at first, for runs that take milliseconds.
  private static let pauses = (shortest: Duration.milliseconds(10), longest: Duration.milliseconds(250))

  /// - Parameters:
  ///   - logLines: of each failed task.
  ///   - surface: that of `output`.
  package init(_ client: Client, _ run: RunID, logLines: Int = 10, surface: Surface, output: Output) {
    self.client = client
    self.run = run
    self.logLines = logLines
    self.surface = surface
    self.output = output
  }

  /// Draws until the run is final.
  ///
  /// - Returns: the run at its end.
  /// - Throws: `CancellationError` too: what was drawn stays, and the cursor is back.
  @discardableResult package func draw() async throws -> RunDetail {
    let last = try await surface.isTerminal ? drawInPlace() : tellChanges()
    for line in RunDrawing(last, surface: surface).lines { try output.writeLine(line) }
    try output.flush()
    return last.run
  }

  /// Gives every look that differs from the one before to `body`, until the run is final.
  @discardableResult func follow(_ body: (RunPicture) throws -> Void) async throws -> RunPicture {
    var pause = Self.pauses.shortest
    while true {
      let picture = try await RunPicture.read(run, logLines: logLines, client)
      try body(picture)
      if picture.run.status.isFinal { return picture }
      try await Task.sleep(for: pause)
      pause = min(pause * 3 / 2, Self.pauses.longest)
    }
  }

  private func drawInPlace() async throws -> RunPicture {
    var region = LiveRegion(surface: surface, output: output)
    defer { region.finish() }
    var drawn: [String] = []
    let last = try await follow { picture in
      let lines = RunDrawing(picture, surface: surface, isLive: true).lines
      guard lines != drawn, !picture.run.status.isFinal else { return }
      try region.draw(lines)
      drawn = lines
    }
    if !drawn.isEmpty { try region.draw([]) }
    return last
  }

  private func tellChanges() async throws -> RunPicture {
    var changes = RunChanges()
    let last = try await follow { picture in
      let lines = changes.lines(picture.run, look: surface.look)
      guard !lines.isEmpty else { return }
      for line in lines { try output.writeLine(line) }
      try output.flush()
    }
    try output.writeLine()
    return last
  }
}
