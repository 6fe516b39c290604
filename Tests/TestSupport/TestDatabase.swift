package import Database
import Glibc
import Synchronization

/// A database for tests, of a server that all tests of a process share: started by the first that asks, or the one that
/// `HATCHET_TEST_DATABASE_URL` names.
///
///     let database = try await TestDatabase.fresh()
///     let connection = try await database.connect()
package struct TestDatabase: Sendable {
  package let target: ConnectionTarget
  /// The same as text, for a child's environment.
  package let url: String

  package init(target: ConnectionTarget, url: String) {
    self.target = target
    self.url = url
  }

  /// The server's own database, for tests that keep to a schema of their own.
  package static func shared() async throws -> TestDatabase {
    if let given = getenv("HATCHET_TEST_DATABASE_URL") {
      let url = String(cString: given)
      return TestDatabase(target: try ConnectionTarget(url), url: url)
    }
    let server = try await server.value
    return TestDatabase(target: try server.target(), url: server.url())
  }

  /// A new, empty database, for tests that need one to themselves. It goes with the server.
  package static func fresh() async throws -> TestDatabase { try await fresh(from: nil) }

  /// A copy of `template`, to which nobody must be connected.
  static func fresh(from template: TestDatabase?) async throws -> TestDatabase {
    let shared = try await shared()
    let name = uniqueName("test")
    let connection = try await shared.connect()
    let source = template?.target.dbname.map { " template " + $0.sqlIdentifier } ?? ""
    try await connection.execute(SQLStatement("create database \(name.sqlIdentifier)\(source)"))
    await connection.close()
    let target = shared.target.setting("dbname", name)
    return TestDatabase(target: target, url: target.redacted)
  }

  /// A name that no other test has, on this server, ever.
  package static func uniqueName(_ prefix: String) -> String {
    let number = counter.withLock { counter in
      counter += 1
      return counter
    }
    return "\(prefix)_\(getpid())_\(UInt64.random(in: 0..<1 << 40))_\(number)"
  }

  package func connect(name: String = "test") async throws(DatabaseError) -> Connection {
    try await Connection.open(target, name: name)
  }

  private static let counter = Mutex(0)
  private static let server = Task { try await TestServer.start() }
}
