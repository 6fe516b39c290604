/// Units of a token bucket that an attempt takes before it starts.
package struct RateLimit: Hashable, Sendable {
  /// An expression: the bucket's key, shared across workflows.
  package var key: String
  package var units: Amount
  /// How many units the bucket gains in one `per`; nil is as it was set from outside.
  package var limit: Amount?
  package var per: Period
  /// How many units the bucket holds; nil is `limit`.
  package var burst: Int?

  package init(key: String, units: Amount = .fixed(1), limit: Amount? = nil, per: Period = .minute, burst: Int? = nil) {
    self.key = key
    self.units = units
    self.limit = limit
    self.per = per
    self.burst = burst
  }

  /// A number, or an expression that gives one.
  package enum Amount: Hashable, Sendable {
    case fixed(Int)
    case expression(String)
  }

  package enum Period: String, CaseIterable, Sendable {
    case second, minute, hour, day, week, month, year
  }
}
