package import Database
package import Engine

/// What anybody may tell: that something happened. Works over a transaction pooler.
package struct EventTable: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// An event to be told.
  package struct Entry: Sendable {
    /// 1 to `EventTable.nameLimit` bytes.
    package var key: String
    package var payload: JSONText
    /// 1 to `EventTable.nameLimit` bytes.
    package var scope: String?
    /// A JSON object.
    package var metadata: JSONText?

    package init(key: String, payload: JSONText = "{}", scope: String? = nil, metadata: JSONText? = nil) {
      self.key = key
      self.payload = payload
      self.scope = scope
      self.metadata = metadata
    }
  }

  /// The longest key and scope, in bytes of UTF-8.
  package static let nameLimit = 1000

  /// Appends an event, committed when it returns. Throws `invalid`.
  package func push(_ entry: Entry) async throws(StoreError) -> EventID {
    do throws(DatabaseError) {
      let rows = try await connection.execute(
        statements.once("push_event"), [entry.key, entry.payload, entry.scope, entry.metadata])
      let uuid = try rows.only().get(UUIDBytes.self, 0)
      guard let id = PublicID(high: uuid.high, low: uuid.low), id.kind == .event else {
        throw DatabaseError(.decoding, "'\(uuid)' is not the id of an event")
      }
      return EventID(number: id.number, createdAt: id.createdAt)
    } catch {
      throw StoreError(error)
    }
  }

  /// Appends each of `entries`, all or none, by COPY; they must be right. Returns how many.
  ///
  /// Throws `StoreError`, and what `entries` throw.
  package func push<Entries: AsyncSequence & Sendable>(each entries: Entries) async throws -> Int
  where Entries.Element == Entry {
    do {
      _ = try await connection.execute(statements.once("prepare_bulk_events"))
      return try await connection.copyIn(statements.text("copy_events"), entries.map(\.copyLine))
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }
}

extension EventTable.Entry {
  fileprivate var copyLine: [UInt8] {
    let columns = [Array(key.utf8), scope.map { Array($0.utf8) }, payload.utf8, metadata?.utf8]
    let fields = columns.map { $0.map(CopyText.escape) ?? Array(CopyText.null.utf8) }
    return Array(fields.joined(separator: [UInt8(ascii: "\t")])) + [UInt8(ascii: "\n")]
  }
}
