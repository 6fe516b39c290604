package import Database
package import Store

/// The databases that a relay joins: it reads the core and writes the monitor. They may be one and the same.
package struct RelayLinks: Sendable {
  package let statements: Statements
  /// Of a relay for itself, and direct: it keeps temporary tables and a lock.
  package let monitor: Connection
  /// The same as `monitor` if both are in one database.
  package let core: Connection

  package var isOneDatabase: Bool { core === monitor }

  /// - Parameter monitor: nil: the same database.
  package static func open(
    core: ConnectionTarget, monitor: ConnectionTarget?, _ statements: Statements
  ) async throws(StoreError) -> RelayLinks {
    do throws(DatabaseError) {
      let first = try await Connection.open(monitor ?? core, name: "hatchet relay")
      guard monitor != nil else { return RelayLinks(statements: statements, monitor: first, core: first) }
      do throws(DatabaseError) {
        let second = try await Connection.open(core, name: "hatchet relay")
        return RelayLinks(statements: statements, monitor: first, core: second)
      } catch {
        await first.close()
        throw error
      }
    } catch {
      throw StoreError(error)
    }
  }

  package func close() async {
    await monitor.close()
    if !isOneDatabase { await core.close() }
  }

  /// Makes the session of the monitor what a relay needs; false if another process has the relay's place.
  func occupy() async throws(StoreError) -> Bool {
    do throws(DatabaseError) {
      guard try await monitor.execute(statements.once("try_relay")).only().get(Bool.self, 0) else { return false }
      let names = ["configure_relay", "make_batch_table", "make_ended_table", "make_tally_table"]
      for name in names { _ = try await monitor.execute(statements.once(name)) }
      return true
    } catch {
      throw StoreError(error)
    }
  }

  /// Ends the session of a relay that has not done anything for so long.
  func depose(silentFor silence: Duration) async throws(StoreError) {
    do throws(DatabaseError) {
      _ = try await monitor.execute(statements.once("depose_relay"), [silence / .seconds(1)])
    } catch {
      throw StoreError(error)
    }
  }
}
