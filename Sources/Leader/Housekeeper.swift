import Database
import Store
import Synchronization

/// What must be done beside the leader's batches: vacuum the live table, make partitions ahead, forget assignments that
/// were received. On a connection of its own, for none of it may hold up a batch.
final class Housekeeper: Sendable {
  /// Dead rows that are worth a vacuum: at 10,000 tasks/s, 5 s of them.
  private static let vacuumThreshold = 50_000
  private static let interval = Duration.seconds(5)
  private static let partitionInterval = Duration.seconds(3600)
  /// Of keys whose time is over.
  private static let sweepInterval = Duration.seconds(300)

  private let deleted = Mutex(0)
  private let takesKeys = Mutex(false)
  private let target: ConnectionTarget
  private let statements: Statements

  init(_ target: ConnectionTarget, _ statements: Statements) {
    self.target = target
    self.statements = statements
  }

  /// Keys are being taken.
  func noteKeys() { takesKeys.withLock { $0 = true } }

  func note(deleted count: Int) { deleted.withLock { $0 += count } }

  /// Shows that the leader is alive while it takes over, which may last, until the task is cancelled.
  func keepBeating(_ beat: Call) async {
    var connection: Connection?
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      guard !Task.isCancelled else { break }
      if connection.map(\.isClosed) ?? true { connection = try? await Connection.open(target, name: "hatchet beat") }
      _ = try? await connection?.execute(beat.statement, beat.parameters)
    }
    await connection?.close()
  }

  /// Works until the task is cancelled. A failure is no harm: the next round tries again.
  func run() async {
    var lastPartitions = ContinuousClock.now
    var lastSweep = ContinuousClock.now
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.interval)
      let dead = deleted.withLock { $0 }
      let isVacuumDue = dead >= Self.vacuumThreshold
      let isPartitionDue = ContinuousClock.now - lastPartitions >= Self.partitionInterval
      let isSweepDue = ContinuousClock.now - lastSweep >= Self.sweepInterval && takesKeys.withLock { $0 }
      guard isVacuumDue || isPartitionDue || isSweepDue, !Task.isCancelled else { continue }
      guard let connection = try? await Connection.open(target, name: "hatchet housekeeper") else { continue }
      if isVacuumDue, (try? await connection.simple(statements.text("vacuum_live"))) != nil {
        deleted.withLock { $0 -= dead }
      }
      if isPartitionDue, (try? await connection.execute(statements.once("make_partitions_ahead"))) != nil {
        lastPartitions = .now
        _ = try? await connection.execute(statements.once("forget_assignments"))
      }
      if isSweepDue, (try? await connection.execute(statements.once("sweep_keys"))) != nil {
        lastSweep = .now
      }
      await connection.close()
    }
  }
}
