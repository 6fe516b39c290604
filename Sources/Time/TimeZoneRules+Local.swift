extension TimeZoneRules {
  /// When clocks of a zone show a time.
  package enum Instants: Hashable, Sendable {
    /// Never: they were put forward over it, at this instant.
    case none(skippedAt: Int64)
    case one(Int64)
    /// Twice, since they were put back: before that, and after.
    case two(Int64, Int64)
  }

  /// What clocks show at an instant.
  package func local(at instant: Int64) -> CivilTime {
    let (sum, overflow) = instant.addingReportingOverflow(Int64(offset(at: instant)))
    return CivilTime(secondsSinceEpoch: overflow ? instant : sum)
  }

  /// The instants, in seconds since 1970-01-01T00:00:00Z, at which clocks show `local`.
  package func instants(of local: CivilTime) -> Instants {
    let local = local.secondsSinceEpoch
    let near = changes(nearLocal: local)
    // All offsets that hold anywhere near.
    var offsets = [offset(at: local - Self.reach)]
    for change in near {
      let offset = offset(at: change)
      if !offsets.contains(offset) { offsets.append(offset) }
    }
    let found = offsets.map { local - Int64($0) }.filter { Int64(offset(at: $0)) == local - $0 }.sorted()
    if let first = found.first, let last = found.last { return first == last ? .one(first) : .two(first, last) }
    let skipped = near.first { change in
      local >= change + Int64(offset(at: change - 1)) && local < change + Int64(offset(at: change))
    }
    return .none(skippedAt: skipped ?? local - Int64(offsets[0]))
  }

  /// Longer than any offset, and than Samoa's jump over a whole day in 2011.
  private static let reach: Int64 = 50 * 3600

  /// The instants of all changes within reach, in their order.
  private func changes(nearLocal local: Int64) -> [Int64] {
    let range = local - Self.reach...local + Self.reach
    var found = changes.map(\.instant).filter(range.contains)
    if let footer {
      let last = changes.last?.instant ?? .min
      found += footer.changes(nearLocal: local).filter { $0 > last && range.contains($0) }
    }
    return found.sorted()
  }
}
