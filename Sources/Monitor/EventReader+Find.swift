import Database
package import Engine
package import Store
import Time

extension EventReader {
  /// The event that a person means by what they typed: an id, or the last hexadecimal digits of the id of an event of the
  /// last seven days.
  ///
  /// Throws `notFound`, or `invalid`: it is no id at all, that of something else, or fits several, which the hint lists.
  package func find(_ typed: String) async throws(StoreError) -> EventID {
    guard let part = TypedDigits(typed) else {
      do throws(EngineError) {
        return try EventID(parsing: typed)
      } catch {
        throw StoreError(code: .invalid, message: error.message, hint: error.hint)
      }
    }
    return try part.choose(from: try await ending(part).filter { part.end($0) }, "event")
  }

  /// The one with just that number, and the newest that end so.
  private func ending(_ part: TypedDigits) async throws(StoreError) -> [EventID] {
    do throws(DatabaseError) {
      let now = try await connection.execute(statements.once("read_snapshot")).only().get(Timestamp.self, "now")
      let rows = try await connection.execute(
        statements.once("events_ending"),
        [
          part.ending.remainder, part.ending.modulus, now - RunReader.findWindow, now + .seconds(3600),
          Int64(TypedDigits.candidateLimit + 1),
        ])
      return try rows.decode(Int64.self, Timestamp.self).map { EventID(number: $0, createdAt: $1) }
    } catch {
      throw StoreError(error)
    }
  }
}
