import Database
import Hatchet
import Monitor
import Store

/// The connection of the console's SQL: opened by the first statement, and again after it was lost.
actor SQLConnection {
  private let settings: Settings
  private var client: Client?

  init(_ settings: Settings) { self.settings = settings }

  func run(_ statement: String) async throws -> ReadOnlySQL.Result {
    if let open = client, open.connection.isClosed { client = nil }
    let client = if let client { client } else { try await Client.open(settings) }
    self.client = client
    return try await ReadOnlySQL(client.connection, namespace: client.statements.namespace).run(statement)
  }

  func close() async {
    await client?.close()
    client = nil
  }
}
