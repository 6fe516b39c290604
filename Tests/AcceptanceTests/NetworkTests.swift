import ChildProcess
import Glibc
import TestSupport
import Testing

/// Machines, each behind a network of its own that fails: addresses of the loopback stand for them.
@Suite(.serialized) struct NetworkTests {
  enum Trouble: String, CaseIterable, Sendable {
    case cut, silence, deaf, stopped
  }

  /// Whatever keeps the leader from leading, another takes over; the old one finds that out, and stands by.
  @Test(arguments: Trouble.allCases) func aLeaderIsCutOff(by trouble: Trouble) async throws {
    let stage = try await KillStage(.migrated())
    let ways = [try stage.proxy(2), try stage.proxy(3), try stage.proxy(4)]
    defer { for way in ways { way.stop() } }
    let first = try await stage.start("engine", through: ways[0])
    try await stage.waitForLead(of: first)
    let worker = try await stage.start("worker", "--no-lead", through: ways[1])
    let second = try await stage.start("engine", through: ways[2])
    let early = try await stage.enqueue(2)
    switch trouble {
    case .cut: ways[0].cut()
    case .silence: ways[0].set(.silent)
    // What it says arrives, and it hears nothing.
    case .deaf: ways[0].set(.init(swallowsAnswers: true))
    case .stopped: kill(first.processID, SIGSTOP)
    }
    try await stage.waitForLead(of: second)
    let late = try await stage.enqueue(2)
    try await stage.waitForTheEnd(of: early + late)
    if trouble == .stopped { kill(first.processID, SIGCONT) } else { ways[0].heal() }
    // It can lead again, once nobody else does.
    kill(second.processID, SIGKILL)
    _ = await second.result()
    try await stage.waitForLead(of: first)
    let last = try await stage.enqueue(2)
    try await stage.waitForTheEnd(of: early + late + last)
    for process in [first, worker] {
      kill(process.processID, SIGTERM)
      try await stage.expectOrder(process)
    }
    try await stage.verify(early + late + last, seed: 0)
  }

  /// A leader whose connections alone are half open finds out by itself, and need not be deposed.
  @Test func aLeaderNoticesThatItIsCutOff() async throws {
    let stage = try await KillStage(.migrated())
    let way = try stage.proxy(5)
    defer { way.stop() }
    let alone = try await stage.start("worker", "--slots", "2", through: way)
    try await stage.waitForLead(of: alone)
    let early = try await stage.enqueue(2)
    try await stage.waitForMoreLines(3)
    way.setPresent(.silent)
    let late = try await stage.enqueue(2)
    try await stage.waitForTheEnd(of: early + late)
    kill(alone.processID, SIGTERM)
    try await stage.expectOrder(alone)
    try await stage.verify(early + late, seed: 0)
  }

  /// A slow network costs time, and nothing else.
  @Test func aSlowNetworkCostsTime() async throws {
    let stage = try await KillStage(.migrated())
    let ways = [try stage.proxy(6), try stage.proxy(7)]
    defer { for way in ways { way.stop() } }
    for way in ways { way.set(.init(delay: .milliseconds(50))) }
    let workers = [
      try await stage.start("worker", "--slots", "4", through: ways[0]),
      try await stage.start("worker", "--slots", "4", through: ways[1]),
    ]
    let runs = try await stage.enqueue(12)
    try await stage.waitForTheEnd(of: runs)
    for worker in workers { kill(worker.processID, SIGTERM) }
    for worker in workers { try await stage.expectOrder(worker) }
    try await stage.verify(runs, seed: 0)
    let attempts = try await stage.database.rows("select count(*), max(attempt) from hatchet.attempt")
    #expect(attempts == [["\(12 * 5)", "1"]])
  }
}
