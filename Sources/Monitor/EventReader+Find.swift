import Database
package import Engine
package import Store
import Time

extension EventReader {
  /// How many events an error lists.
  private static let candidateLimit = 5

  /// The event that a person means by what they typed: an id, or the last hexadecimal digits of the id of an event of the
  /// last seven days.
  ///
  /// Throws `notFound`, or `invalid`: it is no id at all, that of something else, or fits several, which the hint lists.
  package func find(_ typed: String) async throws(StoreError) -> EventID {
    let digits = typed.lowercased().filter { $0 != "-" }
    let isPart = digits.utf8.count < 32 && digits.utf8.count == digits.count && digits.allSatisfy(\.isHexDigit)
    guard isPart, let value = Int64(digits.suffix(12), radix: 16) else {
      do throws(EngineError) {
        return try EventID(parsing: typed)
      } catch {
        throw StoreError(code: .invalid, message: error.message, hint: error.hint)
      }
    }
    let found = try await ending(value, digits: min(digits.utf8.count, 12))
    let candidates = found.filter { $0.text.filter { $0 != "-" }.hasSuffix(digits) }
    // Who types a whole number means that one, not every longer one that ends with it.
    if let event = candidates.first(where: { $0.number == value }) ?? (candidates.count == 1 ? candidates[0] : nil) {
      return event
    }
    guard !candidates.isEmpty else {
      throw StoreError(
        code: .notFound, message: "no event of the last 7 days has an id that ends with '\(typed)'",
        hint: "older events are found by their whole id")
    }
    let shown = candidates.prefix(Self.candidateLimit).map(\.text).joined(separator: ", ")
    throw StoreError(
      code: .invalid, message: "'\(typed)' fits more than one event",
      hint: "the newest: \(shown)\(candidates.count > Self.candidateLimit ? ", ..." : "")")
  }

  /// The one with just that number, and the newest that end so.
  private func ending(_ value: Int64, digits: Int) async throws(StoreError) -> [EventID] {
    do throws(DatabaseError) {
      let now = try await connection.execute(statements.once("read_snapshot")).only().get(Timestamp.self, "now")
      let rows = try await connection.execute(
        statements.once("events_ending"),
        [
          value, Int64(1) << Int64(4 * digits), now - RunReader.findWindow, now + .seconds(3600),
          Int64(Self.candidateLimit + 1),
        ])
      return try rows.decode(Int64.self, Timestamp.self).map { EventID(number: $0, createdAt: $1) }
    } catch {
      throw StoreError(error)
    }
  }
}
