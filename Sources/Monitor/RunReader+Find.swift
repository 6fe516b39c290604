import Database
package import Engine
package import Store
import Time

extension RunReader {
  /// How far back part of an id is looked for.
  package static let findWindow = Duration.seconds(7 * 86400)
  /// How many runs an error lists.
  private static let candidateLimit = 5
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
    let digits = typed.lowercased().filter { $0 != "-" }
    guard !digits.isEmpty, digits.utf8.count < 32, digits.allSatisfy(\.isHexDigit), digits.utf8.count == digits.count
    else {
      throw StoreError(
        code: .invalid, message: "'\(typed)' is not the id of a run",
        hint: "give an id, its last digits, or 'last' for the newest run")
    }
    let candidates = try await candidates(digits)
    switch candidates.count {
    case 1: return candidates[0]
    case 0:
      throw StoreError(
        code: .notFound, message: "no run of the last 7 days has an id that ends with '\(typed)'",
        hint: "older runs are found by their whole id")
    default:
      let shown = candidates.prefix(Self.candidateLimit).map(\.text).joined(separator: ", ")
      throw StoreError(
        code: .invalid, message: "'\(typed)' fits more than one run",
        hint: "the newest: \(shown)\(candidates.count > Self.candidateLimit ? ", ..." : "")")
    }
  }

  /// The run with the greatest number; nil if there is none.
  package func newest() async throws(StoreError) -> RunID? {
    let now = try await now()
    let past = now + .seconds(3600)
    // The newest one is mostly of today: then no other partition need be opened.
    if let run = try await scan(from: now - Self.defaultWindow, before: past, limit: 1).first { return run }
    return try await scan(from: Timestamp(microseconds: 0), before: past, limit: 1).first
  }

  private func candidates(_ digits: String) async throws(StoreError) -> [RunID] {
    let now = try await now()
    let ending = try await ending(digits, now)
    // Somebody who types a whole number means that one, not every longer one that ends with it.
    if let number = Int64(digits, radix: 16), let exact = ending.first(where: { $0.number == number }) {
      return [exact]
    }
    if !ending.isEmpty { return ending }
    return digits.utf8.count >= Self.prefixLength ? try await beginning(digits) : []
  }

  /// The newest first.
  private func ending(_ digits: String, _ now: Timestamp) async throws(StoreError) -> [RunID] {
    // 12 digits are 2^48 runs: more never tell runs apart.
    let suffix = digits.suffix(12)
    guard let value = Int64(suffix, radix: 16) else { return [] }
    let (first, past) = (now - Self.findWindow, now + .seconds(3600))
    let rows = try await rows(
      "runs_ending", [value, Int64(1) << Int64(4 * suffix.count), first, past, Int64(Self.candidateLimit + 1)])
    var runs = try decoding { () throws(DatabaseError) in
      try rows.decode(Int64.self, Timestamp.self).map { RunID(number: $0, createdAt: $1) }
    }
    // The one with just that number may be older than the newest that end so.
    if runs.count > Self.candidateLimit {
      runs += try await scan(from: first, before: past, numbers: value..<value + 1, limit: 1)
    }
    return runs.filter { Self.digits(of: $0).hasSuffix(digits) }
  }

  /// The newest first.
  private func beginning(_ digits: String) async throws(StoreError) -> [RunID] {
    // The first 12 digits are the milliseconds.
    let time = digits.prefix(12)
    let shift = Int64(4 * (12 - time.count))
    guard let head = Int64(time, radix: 16), head << shift < 1 << 47 else { return [] }
    let first = Timestamp(microseconds: (head << shift) * 1000)
    let past = Timestamp(microseconds: ((head + 1) << shift) * 1000)
    return try await scan(from: first, before: past, limit: Self.stride)
      .filter { Self.digits(of: $0).hasPrefix(digits) }
  }

  private static func digits(of run: RunID) -> String { run.text.filter { $0 != "-" } }

  private func scan(
    from first: Timestamp, before past: Timestamp, numbers: Range<Int64> = 0..<RunSearch.ceiling, limit: Int
  ) async throws(StoreError) -> [RunID] {
    let rows = try await rows(
      "scan_runs",
      [first, past, numbers.lowerBound, numbers.upperBound, Self.stretch, nil as [Int64]?, Int64(limit)])
    return try decoding { () throws(DatabaseError) in try rows.decode(RunRow.init(row:)).compactMap { $0?.id } }
  }
}
