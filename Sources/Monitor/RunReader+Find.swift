import Database
package import Engine
package import Store
import Time

extension RunReader {
  /// How far back part of an id is looked for.
  package static let findWindow = Duration.seconds(7 * 86400)
  /// Fewer leading digits of an id than this are the time to more than a minute: many runs begin so.
  private static let prefixLength = 8

  /// The run that a person means by what they typed: an id; `last` or `@`, the newest run; the last hexadecimal digits
  /// of the id of a run of the last seven days (the whole number, or as many as only one of them ends with); or the
  /// first eight digits or more of an id, if only one begins with them.
  ///
  /// Throws `notFound`, or `invalid`: it is no id at all, or it fits several, which the hint lists.
  package func find(_ typed: String) async throws(StoreError) -> RunID {
    if typed == "last" || typed == "@" {
      return try await newest().orThrow(StoreError(code: .notFound, message: "there is no run yet"))
    }
    if let id = try? RunID(parsing: typed) {
      guard try await status(id) != nil else { throw .noRun(id) }
      return id
    }
    guard let part = TypedDigits(typed) else {
      throw StoreError(
        code: .invalid, message: "'\(typed)' is not the id of a run",
        hint: "give an id, its last digits, or 'last' for the newest run")
    }
    return try part.choose(from: try await candidates(part), "run")
  }

  /// The run with the greatest number; nil if there is none.
  package func newest() async throws(StoreError) -> RunID? {
    let now = try await now()
    let past = now + .seconds(3600)
    // The newest one is mostly of today: then no other partition need be opened.
    if let run = try await scan(from: now - Self.defaultWindow, before: past, limit: 1).first { return run }
    return try await scan(from: Timestamp(microseconds: 0), before: past, limit: 1).first
  }

  private func candidates(_ part: TypedDigits) async throws(StoreError) -> [RunID] {
    let ending = try await ending(part)
    guard ending.isEmpty, part.digits.utf8.count >= Self.prefixLength else { return ending }
    return try await beginning(part)
  }

  /// The newest first.
  private func ending(_ part: TypedDigits) async throws(StoreError) -> [RunID] {
    let now = try await now()
    let (first, past) = (now - Self.findWindow, now + .seconds(3600))
    let (remainder, modulus) = part.ending
    let rows = try await rows(
      "runs_ending", [remainder, modulus, first, past, Int64(TypedDigits.candidateLimit + 1)])
    var runs = try decoding { () throws(DatabaseError) in
      try rows.decode(Int64.self, Timestamp.self).map { RunID(number: $0, createdAt: $1) }
    }
    // The one with just that number may be older than the newest that end so.
    if runs.count > TypedDigits.candidateLimit {
      runs += try await scan(from: first, before: past, numbers: remainder..<remainder + 1, limit: 1)
    }
    return runs.filter { part.end($0) }
  }

  /// The newest first.
  private func beginning(_ part: TypedDigits) async throws(StoreError) -> [RunID] {
    // The first 12 digits are the milliseconds.
    let time = part.digits.prefix(12)
    let shift = Int64(4 * (12 - time.count))
    guard let head = Int64(time, radix: 16), head << shift < 1 << 47 else { return [] }
    let first = Timestamp(microseconds: (head << shift) * 1000)
    let past = Timestamp(microseconds: ((head + 1) << shift) * 1000)
    return try await scan(from: first, before: past, limit: Self.stride).filter { part.begin($0) }
  }

  private func scan(
    from first: Timestamp, before past: Timestamp, numbers: Range<Int64> = 0..<RunSearch.ceiling, limit: Int
  ) async throws(StoreError) -> [RunID] {
    let rows = try await rows(
      "scan_runs",
      [first, past, numbers.lowerBound, numbers.upperBound, Self.stretch, nil as [Int64]?, Int64(limit)])
    return try decoding { () throws(DatabaseError) in try rows.decode(RunRow.init(row:)).compactMap { $0?.id } }
  }
}
