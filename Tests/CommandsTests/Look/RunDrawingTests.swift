import Engine
import JSON
import Monitor
import Terminal
import Testing

@testable import Commands

@Suite struct RunDrawingTests {
  @Test(arguments: [60, 80, 120]) func aCompletedRun(width: Int) throws {
    try Golden.expect(draw(SampleRun.completed, width: width), "run-completed-\(width)")
  }

  @Test(arguments: [60, 80]) func aRunningRun(width: Int) throws {
    try Golden.expect(draw(SampleRun.running, width: width), "run-running-\(width)")
  }

  @Test(arguments: [60, 80]) func aFailedRun(width: Int) throws {
    try Golden.expect(draw(SampleRun.failed, width: width), "run-failed-\(width)")
  }

  @Test func withoutUnicode() throws {
    let lines = draw(SampleRun.failed, width: 80, look: Look(hasColor: false, isUnicode: false))
    #expect(lines.joined().utf8.allSatisfy { $0 < 0x80 })
    try Golden.expect(lines, "run-failed-ascii")
  }

  @Test func aRunThatNobodyHasTakenIn() throws {
    let queued = SampleRun.TaskState(status: .queued, reason: "queued for 3.8s: no engine is running")
    let picture = RunPicture(
      run: SampleRun.detail(.queued, [:], readAfter: .milliseconds(3800)))
    var run = picture.run
    run.startedAt = nil
    for place in run.tasks.indices {
      run.tasks[place].status = queued.status
      run.tasks[place].waitingReason = queued.reason
    }
    try Golden.expect(draw(RunPicture(run: run), width: 80), "run-untaken")
  }

  @Test(arguments: [20, 33, 60]) func aLiveDrawingIsNeverWiderThanTheTerminal(width: Int) {
    for picture in [SampleRun.completed, SampleRun.running, SampleRun.failed] {
      let surface = Surface(isTerminal: true, width: width, look: Look(hasColor: false))
      // The title is short by itself, and boxes know their width.
      for line in RunDrawing(picture, surface: surface, isLive: true).lines {
        #expect(CellWidth.of(line) <= max(width, 34), "\(line)")
      }
    }
  }

  @Test func onALowTerminalEveryTaskStillHasItsLine() throws {
    let surface = Surface(isTerminal: true, width: 80, height: 20)
    let lines = RunDrawing(SampleRun.running, surface: surface, isLive: true).lines
    #expect(lines.count < 20)
    try Golden.expect(lines, "run-running-low")
    #expect(RunDrawing(SampleRun.running, surface: surface).lines.count > 20, "only what is drawn again is cut")
  }

  @Test func aTaskCannotMoveTheCursor() {
    let surface = Surface(isTerminal: true, look: Look(hasColor: true))
    let text = RunDrawing(SampleRun.failed, surface: surface).lines.joined(separator: "\n")
    #expect(!text.contains("\u{1b}[2J"))
    #expect(text.contains("\u{1b}[31mdepended.sh"))
  }

  @Test func programsGetEverything() throws {
    try Golden.expect(
      [JSONWriter.text(RunDocument.value(SampleRun.failed), .pretty)], "run-failed-json")
  }

  private func draw(_ picture: RunPicture, width: Int, look: Look = Look()) -> [String] {
    RunDrawing(picture, surface: Surface(isTerminal: true, width: width, look: look)).lines
  }
}
