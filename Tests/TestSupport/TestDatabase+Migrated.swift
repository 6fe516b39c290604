package import Database
import Engine
package import Store

extension TestDatabase {
  /// A new database with the current schema: a copy of one that was migrated once.
  package static func migrated() async throws -> TestDatabase {
    let template = try await template.value
    return try await fresh(from: template)
  }

  private static let template = Task {
    let database = try await fresh()
    let connection = try await database.connect()
    _ = try await Migrator(.standard, connection).migrate()
    await connection.close()
    return database
  }

  /// Stores a workflow as `apply` does, and returns its version. `definition` is what a file says, as JSON.
  @discardableResult
  package func apply(
    _ definition: String, name: String, in namespace: Namespace = .standard, checksum: Character = "0",
    priority: Int16 = 2, inputSchema: JSONText? = nil, directory: String? = nil
  ) async throws -> Int64 {
    let connection = try await connect()
    let results = try await WorkflowTable(connection, Statements(namespace)).apply([
      .init(
        name: name, checksum: String(repeating: checksum, count: 64), definition: JSONText(definition),
        priority: priority, inputSchema: inputSchema, directory: directory)
    ])
    await connection.close()
    return results[0].version.rawValue
  }

  /// The cells of a query's rows, as text; `-` for NULL.
  package func rows(_ query: String) async throws -> [[String]] {
    let connection = try await connect()
    let result = try await connection.simple(query)
    await connection.close()
    guard let rows = result.last else { return [] }
    return rows.map { row in (0..<rows.columns.count).map { row.text($0) ?? "-" } }
  }
}
