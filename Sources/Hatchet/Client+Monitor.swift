package import Database
package import Monitor
package import Store

extension Client {
  /// A monitor that does not answer is soon done without.
  private static let monitorTimeout = Duration.seconds(3)

  /// Does `body` with a connection to the monitor's database, which may be the core's.
  package func withMonitorConnection<Value: Sendable>(
    _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    guard let monitorTarget else { return try await body(connection) }
    let monitor = try await Connection.open(monitorTarget, name: "hatchet", timeout: Self.monitorTimeout)
    do {
      let value = try await body(monitor)
      await monitor.close()
      return value
    } catch {
      await monitor.close()
      throw error
    }
  }

  /// Does `body` with a reader of the monitor.
  package func withMonitor<Value: Sendable>(_ body: (MonitorReader) async throws -> Value) async throws -> Value {
    try await withMonitorConnection { monitor in
      try await body(MonitorReader(core: connection, monitor: monitor, statements))
    }
  }

  /// Does `body` with a reader of the monitor, or without one if none is wanted, or its database does not answer.
  package func withMonitorIfThere<Value: Sendable>(
    _ isWanted: Bool, _ body: (MonitorReader?) async throws -> Value
  ) async throws -> Value {
    guard isWanted else { return try await body(nil) }
    guard let monitorTarget else {
      return try await body(MonitorReader(core: connection, monitor: connection, statements))
    }
    let monitor = try? await Connection.open(monitorTarget, name: "hatchet", timeout: Self.monitorTimeout)
    guard let monitor else { return try await body(nil) }
    do {
      let value = try await body(MonitorReader(core: connection, monitor: monitor, statements))
      await monitor.close()
      return value
    } catch {
      await monitor.close()
      throw error
    }
  }

  /// Does `body` with what migrates the monitor's schema.
  package func withMonitorMigrator<Value: Sendable>(_ body: (Migrator) async throws -> Value) async throws -> Value {
    try await withMonitorConnection { try await body(Migrator(statements.namespace, $0, part: .monitor)) }
  }

  /// Brings both schemas to the version of this hatchet; returns the steps.
  package func migrate(announce: @Sendable (Migration) -> Void = { _ in }) async throws -> [Migration] {
    let core = try await migrator.migrate(announce: announce)
    return try await withMonitorMigrator { core + (try await $0.migrate(announce: announce)) }
  }

  /// The steps that `migrate` would apply.
  package func pendingMigrations() async throws -> [Migration] {
    let core = try await migrator.pending()
    return try await withMonitorMigrator { core + (try await $0.pending()) }
  }

  /// What a relay of this process works on; makes sure that the monitor's schema is there.
  package func relayLinks() async throws(StoreError) -> RelayLinks {
    try await Self.relayLinks(
      core: target, monitor: monitorTarget, statements, mayMigrate: settings.database == nil && monitorTarget == nil)
  }

  static func relayLinks(
    core: ConnectionTarget, monitor: ConnectionTarget?, _ statements: Statements, mayMigrate: Bool
  ) async throws(StoreError) -> RelayLinks {
    let links = try await RelayLinks.open(core: core, monitor: monitor, statements)
    let migrator = Migrator(statements.namespace, links.monitor, part: .monitor)
    do throws(StoreError) {
      if mayMigrate { _ = try await migrator.migrate() } else { try await migrator.requireCurrent() }
      return links
    } catch {
      await links.close()
      throw error
    }
  }

  /// Empties the monitor and waits until it is filled again: by the relay of the engine that runs, or by this process.
  /// `tell` hears how many attempts were written so far; returned is how many in the end.
  package func rebuildMonitor(tell: (Int64) -> Void) async throws -> Int64 {
    try await withMonitorConnection { try await Relay.empty($0, statements) }
    while true {
      let links = try await relayLinks()
      do {
        // Whoever has the place notices that it was emptied, once it looks: reading its state has it look.
        if var relay = try await Relay.begin(links) {
          while try await relay.pass().hasMore { tell(relay.state.events) }
          await links.close()
          return relay.state.events
        }
        await links.close()
      } catch {
        await links.close()
        throw error
      }
      let lag = try await withMonitor { reader in
        _ = try await reader.catchUp(within: .milliseconds(100))
        return try await reader.lag()
      }
      tell(lag.written)
      if !lag.isRebuilding { return lag.written }
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
