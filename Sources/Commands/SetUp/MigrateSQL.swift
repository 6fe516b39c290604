package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet migrate sql`
package struct MigrateSQL: Command {
  package var after: Int?
  package var isOfMonitor = false

  package init() {}

  package static let declaration = Declaration<Self>("Print the schema's steps, for those who run them themselves")
    .discussion("Each step is a transaction that notes itself, and fails if it is not its turn. No database is needed.")
    .option("after", \.after, "N", "Only the steps after this version", .atLeast(0))
    .flag("monitor", \.isOfMonitor, "Only the monitor's steps, for a database of its own")
    .example("hatchet migrate sql | psql -v ON_ERROR_STOP=1 mydb", "Make the schemas by psql")
    .seeAlso("migrate")

  package func run(_ context: Session) async throws {
    try context.output.write(try context.migrationScript(after: after, isOfMonitor: isOfMonitor))
  }
}

extension Session {
  fileprivate func migrationScript(after version: Int?, isOfMonitor: Bool) throws(HatchetError) -> String {
    guard let namespace = Namespace(settings.namespace) else { throw .noNamespace(settings.namespace) }
    if isOfMonitor { return Migrator.script(for: namespace, .monitor, after: version ?? 0) }
    let core = Migrator.script(for: namespace, after: version ?? 0)
    // Versions are counted in each schema; in a database of its own, the monitor's steps have no place here.
    guard version == nil, settings.monitor == nil else { return core }
    return core + "\n" + Migrator.script(for: namespace, .monitor)
  }
}
