import Database
import TestSupport
import Testing

/// Behind a transaction pooler every transaction may get another server connection.
@Suite struct BouncerTests {
  @Test(.enabled(if: TestServer.hasBouncer, "pgbouncer is not installed"))
  func everythingButSessionsWorks() async throws {
    let server = try await TestServer.start()
    let target = try ConnectionTarget(await server.startBouncer())
    let connections = try await withThrowingTaskGroup(of: Connection.self) { group in
      for _ in 0..<8 { group.addTask { try await Connection.open(target, name: "through the bouncer") } }
      return try await group.reduce(into: [Connection]()) { $0.append($1) }
    }
    try await connections[0].simple("create table t (i int primary key, s text)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, connection) in connections.enumerated() {
        group.addTask {
          for round in 0..<20 {
            let number = Int32(index * 100 + round)
            let results = try await connection.pipeline([
              [
                Call("insert into t values ($1, $2)", [number, "ü\(number)"]),
                Call("select s from t where i = $1", [number]),
              ],
              [Call("insert into t values ($1)", [number])],
              [Call("select count(*) from t where i = any($1)", [[number]])],
            ])
            #expect(try results[0].get()[1].only().get(String.self, 0) == "ü\(number)")
            #expect(throws: DatabaseError.self) { try results[1].get() }
            #expect(try results[2].get()[0].only().get(Int.self, 0) == 1)
          }
          try await connection.transaction { transaction in
            try await transaction.execute("update t set s = 'x' where i = $1", [Int32(index * 100)])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await connections[1].execute("select count(*) from t").only().get(Int.self, 0) == 160)
    #expect(try await connections[2].copyIn("copy t from stdin", [Array("5000\tcopied\n".utf8)]) == 1)
    let error = await #expect(throws: DatabaseError.self) {
      try await connections[3].execute("select pg_sleep(60)", timeout: .milliseconds(100))
    }
    #expect(error?.code == .timeout)
    #expect(try await connections[3].execute("select 1").count == 1)
    for connection in connections { await connection.close() }
    try await server.remove()
  }
}
