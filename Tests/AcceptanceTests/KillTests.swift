import ChildProcess
import Database
import Glibc
import TestRandom
import TestSupport
import Testing

/// Whatever dies, and whenever: every run ends, no attempt is started twice, and nothing is left behind.
///
/// The program as it was built works on a graph of shell tasks that tell of themselves in a file. What to kill, and after
/// how many lines, is up to the seed: `HATCHET_SEED` repeats a run as far as the machine does.
@Suite(.serialized) struct KillTests {
  @Test func workersChildrenAndConnectionsDie() async throws {
    let seed = Dice.seed
    print("kill: HATCHET_SEED=\(seed)")
    var dice = Dice(seed: seed)
    let stage = try await KillStage(.migrated())
    // Two machines, each with its own network.
    let ways = [try stage.proxy(8), try stage.proxy(9)]
    defer { for way in ways { way.stop() } }
    var workers = [
      try await stage.start("worker", "--slots", "4", through: ways[0]),
      try await stage.start("worker", "--slots", "3", through: ways[1]),
    ]
    let runs = try await stage.enqueue(24)
    for _ in 0..<14 {
      try await stage.waitForMoreLines(Int.random(in: 1...20, using: &dice))
      switch Int.random(in: 0..<12, using: &dice) {
      case 0, 1, 2:
        // Whichever it is, it may lead.
        let victim = workers.remove(at: Int.random(in: 0..<workers.count, using: &dice))
        kill(victim.processID, SIGKILL)
        _ = await victim.result()
        workers.append(try await stage.start("worker", "--slots", "4", through: ways[dice.oneIn(2) ? 0 : 1]))
      case 3:
        let victim = workers.remove(at: Int.random(in: 0..<workers.count, using: &dice))
        kill(victim.processID, SIGTERM)
        if dice.oneIn(2) { kill(victim.processID, SIGTERM) }
        workers.append(try await stage.start("worker", "--slots", "4", through: ways[dice.oneIn(2) ? 0 : 1]))
        try await stage.expectOrder(victim)
      case 4, 5, 6:
        for process in stage.marked.sorted().prefix(Int.random(in: 1...2, using: &dice)) { kill(process, SIGKILL) }
      case 7, 8, 9:
        let way = ways[dice.oneIn(2) ? 0 : 1]
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: way.drop()
        case 1: way.setPresent(.init(swallowsRequests: dice.oneIn(2), swallowsAnswers: true))
        default:
          way.set(dice.oneIn(2) ? .silent : .init(delay: .milliseconds(20)))
          try await stage.waitForMoreLines(Int.random(in: 1...10, using: &dice), atMost: .seconds(3))
          way.heal()
        }
      default:
        try await stage.cutConnections(oneIn: dice.oneIn(2) ? 1 : 2)
      }
    }
    try await stage.waitForTheEnd(of: runs)
    for worker in workers { kill(worker.processID, SIGTERM) }
    for worker in workers { try await stage.expectOrder(worker) }
    try await stage.verify(runs, seed: seed)
  }

  @Test func theServerCrashes() async throws {
    let server = try await TestServer.start()
    let stage = try await KillStage(TestDatabase(target: server.target(), url: server.url()), isNew: true)
    let worker = try await stage.start("worker", "--slots", "4")
    let runs = try await stage.enqueue(10)
    for _ in 0..<3 {
      try await stage.waitForMoreLines(15)
      try await server.crash()
      try await server.restart()
    }
    try await stage.waitForTheEnd(of: runs)
    kill(worker.processID, SIGTERM)
    try await stage.expectOrder(worker)
    try await stage.verify(runs, seed: 0)
    try await server.remove()
  }

  /// A leader that is stopped is deposed; when it goes on, it finds that, and stands by.
  @Test func theLeaderHangs() async throws {
    let stage = try await KillStage(.migrated())
    let first = try await stage.start("engine")
    try await stage.waitForLeader()
    let worker = try await stage.start("worker", "--no-lead")
    let second = try await stage.start("engine")
    kill(first.processID, SIGSTOP)
    let runs = try await stage.enqueue(3)
    try await stage.waitForTheEnd(of: runs)
    kill(first.processID, SIGCONT)
    kill(second.processID, SIGKILL)
    _ = await second.result()
    let more = try await stage.enqueue(3)
    try await stage.waitForTheEnd(of: runs + more)
    for process in [first, worker] {
      kill(process.processID, SIGTERM)
      try await stage.expectOrder(process)
    }
    try await stage.verify(runs + more, seed: 0)
  }
}
