import Engine
import JSON
import Store
import Testing
import Time
import Workflows

@testable import Leader

@Suite struct WorkerWatchTests {
  private let start = Timestamp(microseconds: 1_000_000_000)

  private func record(
    _ id: Int64, slots: Int32 = 4, isConnected: Bool = true, silence: Duration = .zero, isDraining: Bool = false,
    isPaused: Bool = false
  ) -> WorkerRecord {
    WorkerRecord(
      id: WorkerID(rawValue: id), name: "w", host: "h", pid: 1, slots: slots, labels: .object([]),
      isDraining: isDraining, startedAt: start, seenAt: start, isConnected: isConnected, silence: silence,
      isPaused: isPaused)
  }

  /// What the watch says at the half seconds of `looks`, in words.
  private func follow(_ looks: [(Int, [WorkerRecord])], local: Set<WorkerID> = [], holding: Set<WorkerID>? = nil)
    -> [String]
  {
    var watch = WorkerWatch()
    var isFirst = true
    return looks.map { look, records in
      let now = start + .milliseconds(500 * look)
      defer { isFirst = false }
      let changes =
        if isFirst, let holding {
          watch.start(holding: holding, records, local: local, now: now)
        } else {
          watch.observe(records, local: local, now: now)
        }
      let words = changes.changes.map { change in
        switch change {
        case .joined(let profile): "joined \(profile.id.rawValue):\(profile.slots)\(profile.isLocal ? " local" : "")"
        case .draining(let id): "draining \(id.rawValue)"
        case .left(let id): "left \(id.rawValue)"
        case .lost(let id): "lost \(id.rawValue)"
        }
      }
      let givenUp = changes.givenUp.map { "given up \($0.rawValue)" }
      return (words + givenUp).sorted().joined(separator: ", ")
    }
  }

  @Test func aWorkerJoinsOnceAndAgainWhenItChanges() {
    #expect(
      follow([(0, [record(1)]), (1, [record(1)]), (2, [record(1, slots: 8)])]) == ["joined 1:4", "", "joined 1:8"])
  }

  @Test func oneThatStoppedHasLeft() {
    #expect(follow([(0, [record(1), record(2)]), (1, [record(2)])])[1] == "left 1")
  }

  @Test func oneThatDrainsIsSaidToOnce() {
    let draining = record(1, isDraining: true)
    #expect(follow([(0, [record(1)]), (1, [draining]), (2, [draining])]) == ["joined 1:4", "draining 1", ""])
    #expect(follow([(0, [draining])]) == ["draining 1, joined 1:4"])
  }

  /// It offers no slot, and is there; one that drains and is paused leaves all the same.
  @Test func oneThatIsPausedTakesNothingUntilItGoesOn() {
    let paused = record(1, isPaused: true)
    #expect(
      follow([(0, [record(1)]), (1, [paused]), (2, [paused]), (3, [record(1)])])
        == ["joined 1:4", "joined 1:0", "", "joined 1:4"])
    #expect(follow([(0, [paused]), (99, [paused])]) == ["joined 1:0", ""])
    #expect(follow([(0, [paused])], local: [WorkerID(rawValue: 1)]) == ["joined 1:0 local"])
    #expect(follow([(0, [paused]), (1, [record(1, isDraining: true, isPaused: true)])])[1] == "draining 1")
    let missing = record(1, isConnected: false, isPaused: true)
    #expect(follow([(0, [paused]), (1, [missing]), (3, [missing])]) == ["joined 1:0", "", "given up 1, lost 1"])
  }

  /// Trap 3: it gets nothing new while it is missed, and is given up after a second of grace.
  @Test(arguments: [false, true]) func oneThatIsMissedIsGivenUpAfterTheGrace(isConnected: Bool) {
    let missing = record(1, isConnected: isConnected, silence: .seconds(isConnected ? 11 : 0))
    #expect(
      follow([(0, [record(1)]), (1, [missing]), (2, [missing]), (3, [missing]), (4, [missing])])[..<4]
        == ["joined 1:4", "joined 1:0", "", "given up 1, lost 1"])
  }

  @Test func oneThatComesBackInTimeGoesOn() {
    let missing = record(1, isConnected: false)
    #expect(
      follow([(0, [record(1)]), (1, [missing]), (2, [record(1)]), (3, [missing]), (4, [missing]), (5, [missing])])
        == ["joined 1:4", "joined 1:0", "joined 1:4", "joined 1:0", "", "given up 1, lost 1"])
  }

  @Test func aLocalOneIsNeverMissed() {
    let silent = record(1, isConnected: false, silence: .seconds(100))
    #expect(follow([(0, [silent]), (9, [silent])], local: [WorkerID(rawValue: 1)]) == ["joined 1:4 local", ""])
  }

  /// A record that a dead worker left behind: it is never given work.
  @Test func oneThatIsNotThereNeverJoins() {
    let dead = record(1, isConnected: false, isDraining: true)
    #expect(follow([(0, [dead]), (1, [dead]), (2, [dead])]) == ["", "", "given up 1, lost 1"])
    #expect(follow([(0, [dead]), (1, [record(1, isDraining: true)])]) == ["", "draining 1, joined 1:4"])
  }

  @Test func atATakeOverThoseWhoAreGoneAreLost() {
    let holding = Set([1, 2, 3].map { WorkerID(rawValue: $0) })
    let dead = record(2, isConnected: false)
    #expect(follow([(0, [record(1), dead])], holding: holding) == ["joined 1:4, lost 3"])
  }

  @Test func labelsAreTextsAndWholeNumbers() {
    var record = record(1)
    record.labels = .object([("gpu", .string("a100")), ("memory", .int(64)), ("odd", .array([]))])
    #expect(WorkerProfile(record, isLocal: false).labels == ["gpu": .text("a100"), "memory": .number(64)])
  }
}
