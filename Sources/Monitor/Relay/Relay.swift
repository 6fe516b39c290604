package import Database
package import Store
import Synchronization
import Time

/// Carries what happens from the core's logs to the monitor, exactly once: each batch moves the cursors in the
/// transaction that writes what was read. Set by set, in SQL: no row passes through this process, unless the two are in
/// different databases; then it passes as COPY has it.
package struct Relay: Sendable {
  /// Attempts, and runs, in one batch: some 10 us each.
  package static let standardLimit = 20_000
  /// Clocks may be set back by so much without a row escaping the pruning of partitions.
  private static let clockSlack = Duration.seconds(3600)

  package let links: RelayLinks
  let limit: Int
  package internal(set) var state: RelayState
  /// How many tasks the versions have that the monitor knows.
  var versions: [Int64: Int32] = [:]
  /// Days that have their partitions, by their start.
  var days: Set<Timestamp> = []
  var systemIdentifier: Int64?

  /// What came of a batch.
  package struct Pass: Sendable {
    package var runs: Int
    package var attempts: Int
    /// Whether there is more to read at once.
    package var hasMore: Bool
  }

  /// Takes the relay's place; nil if somebody else has it.
  package static func begin(_ links: RelayLinks, limit: Int = standardLimit) async throws(StoreError) -> Relay? {
    guard try await links.occupy() else { return nil }
    do throws(DatabaseError) {
      return try await Relay(links, limit: limit)
    } catch {
      throw StoreError(error)
    }
  }

  private init(_ links: RelayLinks, limit: Int) async throws(DatabaseError) {
    self.links = links
    self.limit = limit
    state = try RelayState(try await links.monitor.pipeline(RelayState.calls(links.statements)))
    systemIdentifier = try await links.core.execute(links.statements.once("read_cluster")).only().get(0)
    try await loadVersions()
  }

  private mutating func loadVersions() async throws(DatabaseError) {
    days = []
    versions = [:]
    for row in try await links.monitor.execute(links.statements.once("list_versions")) {
      versions[try row.get(0)] = try row.get(1)
    }
  }

  /// Whether the cursors hold transaction ids of another cluster: all must be read again.
  package var isOfAnotherCluster: Bool {
    state.systemIdentifier != nil && systemIdentifier != nil && state.systemIdentifier != systemIdentifier
  }

  /// Empties the monitor; what follows fills it from the logs.
  package mutating func startOver() async throws(StoreError) {
    try await Self.empty(links.monitor, links.statements)
    try await reload()
  }

  /// Empties the monitor. Whoever is its relay notices.
  package static func empty(_ monitor: Connection, _ statements: Statements) async throws(StoreError) {
    do throws(DatabaseError) {
      // In this order: the relay's next batch waits for the emptying, and finds that it was overtaken.
      _ = try await monitor.pipeline([
        Call(statements.once("reset_relay")), Call(statements.once("reset_relay_cursors")),
        Call(statements.once("empty_monitor")),
      ])
    } catch {
      throw StoreError(error)
    }
  }

  private mutating func reload() async throws(StoreError) {
    do throws(DatabaseError) {
      state = try RelayState(try await links.monitor.pipeline(RelayState.calls(links.statements)))
      try await loadVersions()
    } catch {
      throw StoreError(error)
    }
  }

  /// Relays a batch. `storing`: the cursors are stored also if nothing was new, for somebody looks at them.
  package mutating func pass(storing: Bool = false) async throws(StoreError) -> Pass {
    do throws(StoreError) {
      return try await perform(storing: storing)
    } catch  where error.cause?.lacksPartition == true {
      // Somebody has dropped one.
      days = []
      return try await perform(storing: storing)
    } catch  where error.code == .refused || error.cause?.sqlState == "40001" {
      // Somebody has emptied the monitor, before or meanwhile.
      try await reload()
      return try await perform(storing: storing)
    }
  }

  private mutating func perform(storing: Bool) async throws(StoreError) -> Pass {
    do {
      let (next, pass) =
        links.isOneDatabase ? try await passWithin(storing: storing) : try await passAcross(storing: storing)
      self = next
      return pass
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error)
    } catch {
      throw StoreError(code: .database, message: "unable to relay: \(error)")
    }
  }

  // MARK: One database

  /// Repeatable read: what is read and the snapshot that tells what was read are of one moment. Nobody else writes.
  private func passWithin(storing: Bool) async throws -> (Relay, Pass) {
    let insert = SQLStatement("insert into pg_temp.batch\n" + links.statements.text("relay_attempts"), prepared: true)
    return try await links.monitor.transaction("begin isolation level repeatable read") { transaction in
      let answers = try await transaction.pipeline(
        [
          Call(links.statements["read_snapshot"]), useIndexes(true), readRuns, Call(insert, attemptParameters),
          useIndexes(false), Call(links.statements["batch_facts"]), Call(links.statements["read_moves"]),
        ])
      try expectOwnMoves(answers[6])
      let page = try RelayPage(answers[0], answers[2])
      return try await write(page, BatchFacts(answers[5]), storing: storing, in: transaction, core: transaction)
    }
  }

  // MARK: Two databases

  private func passAcross(storing: Bool) async throws -> (Relay, Pass) {
    let page = try await links.core.transaction("begin isolation level repeatable read read only") { transaction in
      let answers = try await transaction.pipeline(
        [Call(links.statements["read_snapshot"]), useIndexes(true), readRuns])
      var page = try RelayPage(answers[0], answers[2])
      let chunks = Chunks()
      _ = try await transaction.copyOut("copy (\(attemptsText)) to stdout (format binary)") { chunks.append($0) }
      page.attempts = chunks.all
      return page
    }
    return try await links.monitor.transaction { transaction in
      _ = try await transaction.copyIn("copy pg_temp.batch from stdin (format binary)", page.attempts ?? [])
      let answers = try await transaction.pipeline([
        Call(links.statements["batch_facts"]), Call(links.statements["read_moves"]),
      ])
      try expectOwnMoves(answers[1])
      return try await write(page, BatchFacts(answers[0]), storing: storing, in: transaction, core: links.core)
    }
  }

  /// Throws `refused`: somebody else has moved the relay, or emptied the monitor.
  private func expectOwnMoves(_ answer: Rows) throws {
    guard try answer.only().get(Int64.self, 0) == state.moves else { throw Self.overtaken }
  }

  static let overtaken = StoreError(code: .refused, message: "another relay has written the monitor")

  private func useIndexes(_ isWanted: Bool) -> Call {
    Call(links.statements["use_indexes"], [isWanted ? "off" : "on"])
  }

  private var readRuns: Call {
    let cursor = state.runs
    return Call(
      links.statements["relay_runs"],
      [
        cursor.snapshot.xmax, cursor.snapshot.xip, cursor.floor - Self.clockSlack, cursor.position.xid,
        cursor.position.id, cursor.target?.snapshot, Int64(limit),
      ])
  }

  private var attemptParameters: Parameters {
    let cursor = state.attempts
    return [
      cursor.snapshot.xmax, cursor.snapshot.xip, cursor.position.xid, cursor.position.id, cursor.target?.snapshot,
      Int64(limit),
    ]
  }

  /// The same with its values in the text, for COPY takes no parameters.
  private var attemptsText: String {
    let cursor = state.attempts
    let target = cursor.target.map { "'\($0.snapshot)'" } ?? "null"
    return links.statements.text(
      "relay_attempts",
      replacing: [
        "$1": "'\(cursor.snapshot.xmax)'::xid8",
        "$2": "'{\(cursor.snapshot.xip.map(\.description).joined(separator: ","))}'::xid8[]",
        "$3": "'\(cursor.position.xid)'::xid8", "$4": "\(cursor.position.id)::bigint", "$5": target,
        "$6": "\(limit)",
      ])
  }
}

/// What COPY has given so far.
private final class Chunks: Sendable {
  private let state = Mutex<[[UInt8]]>([])

  func append(_ chunk: [UInt8]) { state.withLock { $0.append(chunk) } }

  var all: [[UInt8]] { state.withLock { $0 } }
}
