import Database
import Hatchet
import Monitor
import Store

/// Where it is measured: a namespace of its own, and the connections to look at it from.
final class Ground: Sendable {
  static let prefix = "hatchet_bench_"
  private static let warmUpRuns = 100

  let plan: BenchPlan
  let tell: @Sendable (BenchEvent) -> Void
  /// On the namespace. Its target, but not its connection, carries the namespace as the application's name: so what the
  /// work does can be told from what watches it.
  let client: Client
  let load: ServerLoad
  let processes: ServerProcesses?
  let executor = NoOpExecutor()
  private let namespace: TemporaryNamespace
  private let observer: Connection

  /// Takes a namespace that does not exist yet.
  init(
    _ plan: BenchPlan, _ settings: Settings, tell: @escaping @Sendable (BenchEvent) -> Void
  ) async throws {
    self.plan = plan
    self.tell = tell
    let target = try await DatabaseLocation(settings).target().setting("application_name", "hatchet bench")
    let connection = try await Connection.open(target)
    do {
      let abandoned = try await TemporaryNamespace.removeAbandoned(startingWith: Self.prefix, connection)
      if !abandoned.isEmpty { tell(.removedAbandoned(abandoned)) }
      let namespace = Self.freshName(prefix: plan.keeps ? "bench_" : Self.prefix)
      observer = try await Connection.open(target)
      self.namespace = try await TemporaryNamespace.take(namespace, connection)
      var settings = settings
      settings.namespace = namespace.name
      let statements = Statements(namespace)
      client = Client(
        connection: connection, statements: statements, target: target.setting("application_name", namespace.name),
        settings: settings)
      load = ServerLoad(observer, statements)
      processes = ServerProcesses(connection)
    } catch {
      await connection.close()
      throw error
    }
  }

  var name: String { namespace.namespace.name }

  /// Makes the tables, and what is run.
  func build() async throws {
    tell(.began(namespace: name))
    tell(.phase("making the tables"))
    _ = try await client.migrate()
    _ = try await client.apply(BenchWorkflows.all(plan))
    try await warmUp()
  }

  /// Some runs that nobody measures: the first ones of a day make its partitions, some 40 ms of the server's time. A
  /// namespace that is to be kept has only what was asked for.
  private func warmUp() async throws {
    guard !plan.keeps else { return }
    _ = try await bulk(BenchWorkflows.single, Self.warmUpRuns, inputSize: nil)
    try await clear(Self.warmUpRuns)
  }

  /// Fills in finished runs, and tells how many it made per second.
  func history() async throws -> Throughput? {
    tell(.phase("filling in history"))
    guard let workflow = try await client.workflowTable.find(BenchWorkflows.single) else { return nil }
    let total = plan.history
    let begin = ContinuousClock.now
    let second = try await connect()
    do {
      try await HistoryFill([client.connection, second], client.statements).fill(total, of: workflow.version) {
        [tell] done in tell(.progress(done: done, total: total))
      }
      await second.close()
    } catch {
      await second.close()
      throw error
    }
    let perSecond = Double(total) / begin.duration(to: .now).inSeconds
    tell(.phase("filling the monitor"))
    _ = try await client.rebuildMonitor { [tell] in tell(.progress(done: Int($0), total: total)) }
    return Throughput(runs: total, perSecond: perSecond)
  }

  /// Removes the namespace, unless it is to be kept, and leaves.
  func leave() async throws {
    await observer.close()
    if plan.keeps {
      tell(.kept(namespace: name))
      return await client.close()
    }
    tell(.phase("removing the tables"))
    do throws(StoreError) {
      try await namespace.drop()
      await client.close()
    } catch {
      await client.close()
      throw HatchetError(
        .failed, "unable to remove schema '\(name)': \(error.message)",
        hint: "the next 'hatchet bench' removes it, or: drop schema \(name) cascade")
    }
  }

  /// A connection for work, under the namespace's name.
  func connect() async throws -> Connection { try await Connection.open(client.target) }

  /// A session with a snapshot that stays open as long as it does.
  func holdSnapshot() async throws -> Connection {
    let connection = try await Connection.open(client.connection.target)
    try await connection.simple("begin isolation level repeatable read; select txid_current_snapshot()")
    return connection
  }

  /// `sessions`: how many connections for work are open, and stay.
  func meter(but sessions: Int = 0) async throws -> Meter {
    try await Meter.start(load, processes, application: name, but: sessions)
  }

  private static func freshName(prefix: String) -> Namespace {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let name = prefix + String((0..<10).map { _ in letters[Int.random(in: 0..<letters.count)] })
    guard let namespace = Namespace(name) else { preconditionFailure("'\(name)' is no namespace") }
    return namespace
  }
}
