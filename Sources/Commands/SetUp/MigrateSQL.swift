package import Arguments
import Hatchet
import Store
import Terminal

/// `hatchet migrate sql`
package struct MigrateSQL: Command {
  package var after = 0

  package init() {}

  package static let declaration = Declaration<Self>("Print the schema's steps, for those who run them themselves")
    .discussion("Each step is a transaction that notes itself, and fails if it is not its turn. No database is needed.")
    .option("after", \.after, "N", "Only the steps after this version", .atLeast(0))
    .example("hatchet migrate sql | psql -v ON_ERROR_STOP=1 mydb", "Make the schema by psql")
    .seeAlso("migrate")

  package func run(_ context: Session) async throws {
    try context.output.write(try context.migrationScript(after: after))
  }
}

extension Session {
  fileprivate func migrationScript(after version: Int) throws(HatchetError) -> String {
    guard let namespace = Namespace(settings.namespace) else { throw .noNamespace(settings.namespace) }
    return Migrator.script(for: namespace, after: version)
  }
}
