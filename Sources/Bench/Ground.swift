import Database
import Hatchet
import Monitor
import Store

/// Where it is measured: a namespace of its own, and the connections to look at it from.
final class Ground: Sendable {
  static let prefix = "hatchet_bench_"

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
    _ = try await client.migrator.migrate()
    _ = try await client.apply(BenchWorkflows.all(plan))
    guard plan.history > 0 else { return }
    tell(.phase("filling in history"))
    guard let workflow = try await client.workflowTable.find(BenchWorkflows.single) else { return }
    let total = plan.history
    try await HistoryFill(client.connection, client.statements).fill(total, of: workflow.version) { [tell] done in
      tell(.progress(done: done, total: total))
    }
  }

  /// Removes the namespace, unless it is to be kept, and leaves.
  func leave() async throws {
    await observer.close()
    defer { Task { [client] in await client.close() } }
    if plan.keeps { return tell(.kept(namespace: name)) }
    do {
      try await namespace.drop()
    } catch {
      throw HatchetError(
        .failed, "unable to remove schema '\(name)': \(error.message)",
        hint: "the next 'hatchet bench' removes it, or: drop schema \(name) cascade")
    }
  }

  /// A connection for work, under the namespace's name.
  func connect() async throws -> Connection { try await Connection.open(client.target) }

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
