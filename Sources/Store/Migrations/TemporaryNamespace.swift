package import Database

/// A namespace that somebody needs for a while, and that is gone afterwards: its user holds an advisory lock on it, so
/// that what a kill left behind can be told from what is in use.
package struct TemporaryNamespace: Sendable {
  package let namespace: Namespace
  private let connection: Connection
  private let statements: Statements

  /// Takes it, before it exists. `connection` holds it from now on.
  ///
  /// Throws `refused` (somebody else has it).
  package static func take(
    _ namespace: Namespace, _ connection: Connection
  ) async throws(StoreError) -> TemporaryNamespace {
    let taken = TemporaryNamespace(namespace: namespace, connection: connection, statements: Statements(namespace))
    guard try await taken.hold() else {
      throw StoreError(code: .refused, message: "namespace '\(namespace)' is in use")
    }
    return taken
  }

  /// Removes all whose name starts with `prefix` and whose users are gone; returns their names.
  package static func removeAbandoned(
    startingWith prefix: String, _ connection: Connection
  ) async throws(StoreError) -> [String] {
    precondition(prefix.hasPrefix("hatchet_"), "'\(prefix)' is the beginning of what other people keep")
    var removed: [String] = []
    for name in try await names(startingWith: prefix, connection) {
      guard let namespace = Namespace(name) else { continue }
      do throws(StoreError) {
        try await take(namespace, connection).drop()
        removed.append(name)
      } catch  where error.code == .refused {
        continue
      }
    }
    return removed
  }

  private static func names(
    startingWith prefix: String, _ connection: Connection
  ) async throws(StoreError) -> [String] {
    do throws(DatabaseError) {
      let rows = try await connection.execute(Statements(.standard).once("namespaces_starting_with"), [prefix])
      return try rows.decode(String.self)
    } catch {
      throw StoreError(error)
    }
  }

  /// Removes it with all that it holds, and ends the sessions that carry its name as their application's.
  package func drop() async throws(StoreError) {
    precondition(namespace != .standard, "the standard namespace is nobody's to drop")
    do throws(DatabaseError) {
      try await connection.execute(statements.once("end_sessions"), [namespace.name])
      // Hundreds of tables go with it, and each would be named.
      try await connection.simple("set client_min_messages = warning")
      try await connection.simple(statements.text("drop_namespace"))
    } catch {
      throw StoreError(error)
    }
  }

  private func hold() async throws(StoreError) -> Bool {
    do throws(DatabaseError) {
      return try await connection.execute(statements.once("hold_namespace")).only().get(Bool.self, 0)
    } catch {
      throw StoreError(error)
    }
  }
}
