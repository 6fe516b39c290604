import ChildProcess
import Database
import Glibc
import TestSupport
import Testing

/// Two servers, the second a copy of the first that every commit waits for.
@Suite(.serialized) struct FailoverTests {
  /// The first dies under load, the second takes its place: every run whose id somebody was given is there, and ends.
  @Test func noAcknowledgedRunIsLost() async throws {
    let primary = try await TestServer.start()
    let standby = try await primary.startStandby()
    let url = TestServer.url([primary, standby])
    let stage = try await KillStage(TestDatabase(target: ConnectionTarget(url), url: url), isNew: true)
    let workers = [
      try await stage.start("worker", "--slots", "4"), try await stage.start("worker", "--slots", "4"),
    ]
    let acknowledged = EventLog<String>()
    let isEnough = EventLog<Bool>()
    let enqueueing = Task {
      while isEnough.events.isEmpty {
        if let run = try? await stage.enqueue(1).first { acknowledged.append(run) }
        // As fast as the work is done; while there is no server, nobody can tell.
        try? await stage.waitForMoreLines(5, atMost: .seconds(1))
      }
    }
    try await acknowledged.wait(for: "runs") { $0.count >= 6 }
    try await primary.crash()
    let before = acknowledged.events.count
    try await standby.promote()
    try await acknowledged.wait(for: "runs on the standby") { $0.count >= before + 6 }
    isEnough.append(true)
    await enqueueing.value
    let runs = try await stage.database.rows("select hatchet.public_id(id, created_at) from hatchet.run").map { $0[0] }
    #expect(Set(acknowledged.events).subtracting(runs).isEmpty, "an acknowledged run is gone")
    try await stage.waitForTheEnd(of: runs)
    for worker in workers { kill(worker.processID, SIGTERM) }
    for worker in workers { try await stage.expectOrder(worker) }
    try await stage.verify(runs, seed: 0)
    try await standby.remove()
    try await primary.remove()
  }

  enum Trouble: CaseIterable, Sendable {
    /// The disk is full.
    case disk
    /// Nobody may write.
    case readOnly
    /// Somebody keeps the live table to himself.
    case lock
  }

  /// What the database does not take now, it takes later: work waits, and nothing of it is done again.
  @Test(arguments: Trouble.allCases) func aDatabaseThatTakesNothingHoldsUpTheWork(_ trouble: Trouble) async throws {
    let server = try await TestServer.start()
    let stage = try await KillStage(TestDatabase(target: server.target(), url: server.url()), isNew: true)
    let leader = try await stage.start("worker", "--slots", "2")
    try await stage.waitForLead(of: leader)
    let worker = try await stage.start("worker", "--slots", "2", "--no-lead")
    let runs = try await stage.enqueue(8)
    try await stage.waitForMoreLines(4)
    let connection = try await stage.database.connect()
    let sign: String
    switch trouble {
    case .disk:
      try await connection.simple(
        """
        create function full_disk() returns trigger language plpgsql as
          $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$;
        create trigger full_disk before insert on hatchet.attempt for each statement execute function full_disk();
        create trigger full_disk before update or delete on hatchet.live_task
          for each statement execute function full_disk();
        """)
      sign = "trouble: no space left on device"
    case .readOnly:
      try await connection.execute("alter system set default_transaction_read_only = on")
      try await connection.simple("select pg_reload_conf()")
      sign = "trouble: cannot execute"
    case .lock:
      try await connection.simple("begin; lock table hatchet.live_task in access exclusive mode")
      sign = ""
    }
    if trouble == .lock {
      _ = try await eventually("somebody who waits for the lock") {
        try await stage.database.rows("select 1 from pg_locks where not granted").first
      }
    } else {
      // Both say what they wait for.
      _ = try await eventually("words about it") { stage.log.contains(sign) ? true : nil }
    }
    switch trouble {
    case .disk:
      try await connection.simple("drop function full_disk cascade")
    case .readOnly:
      try await connection.simple("set default_transaction_read_only = off")
      try await connection.execute("alter system reset default_transaction_read_only")
      try await connection.simple("select pg_reload_conf()")
    case .lock:
      try await connection.simple("commit")
    }
    await connection.close()
    try await stage.waitForTheEnd(of: runs)
    for process in [leader, worker] {
      kill(process.processID, SIGTERM)
      try await stage.expectOrder(process)
    }
    try await stage.verify(runs, seed: 0)
    let attempts = try await stage.database.rows("select count(*), max(attempt) from hatchet.attempt")
    #expect(attempts == [["\(8 * 5)", "1"]], "\(stage.log)")
    try await server.remove()
  }
}
