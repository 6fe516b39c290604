import YAML

extension WorkflowReader {
  func retry(retries: YAMLNode?, backoff: YAMLNode?, noRetryExitCodes: YAMLNode?) -> RetryPolicy {
    var policy = RetryPolicy()
    if let retries { policy.retries = integer(retries, "retries", in: WorkflowLimits.retries) ?? policy.retries }
    if let backoff { policy.backoff = self.backoff(backoff) }
    if let noRetryExitCodes {
      let codes = list(noRetryExitCodes, "no_retry_exit_codes").compactMap {
        integer($0, "no_retry_exit_codes", in: 1...255)
      }
      policy.noRetryExitCodes = Set(codes).sorted().map { Int32($0) }
    }
    return policy
  }

  private func backoff(_ node: YAMLNode) -> Backoff {
    var backoff = Backoff()
    guard let fields = Fields(node, "'backoff'", BackoffKey.self, self) else { return backoff }
    if let node = fields[.factor] { backoff.factor = factor(node) ?? backoff.factor }
    if let node = fields[.max] {
      backoff.max = duration(node, "max", in: WorkflowLimits.backoffMaximum) ?? backoff.max
    }
    return backoff
  }

  private func factor(_ node: YAMLNode) -> Double? {
    let range = WorkflowLimits.backoffFactor
    switch node.scalar?.value {
    case .integer(let text)?, .float(let text)?:
      guard let factor = Double(text), factor == 0 || range.contains(factor) else {
        report(
          .outOfRange, "'factor' must be 0 or from \(Int(range.lowerBound)) to \(Int(range.upperBound)), not \(text)",
          at: node)
        return nil
      }
      return factor == 0 ? 0 : factor
    default:
      report(.wrongType, "'factor' must be a number, not \(node.kind)", at: node)
      return nil
    }
  }

  func labels(_ node: YAMLNode) -> [DesiredLabel] {
    list(node, "labels").compactMap { item in
      guard let fields = Fields(item, "a label", LabelKey.self, self) else { return nil }
      let key = fields.required(.key, self).flatMap { text($0, "key") }
      let value = fields.required(.value, self).flatMap { labelValue($0) }
      guard let key, let value else { return nil }
      var label = DesiredLabel(key: key, value: value)
      if let node = fields[.comparator] {
        label.comparator = choice(node, "comparator", of: LabelComparator.self) ?? label.comparator
        if case .text = value, label.comparator != .equal, label.comparator != .notEqual {
          report(
            .invalidValue, "'\(label.comparator.rawValue)' compares numbers, and the value is text", at: node,
            hint: "give 'value' a whole number, without quotes")
        }
      }
      if let node = fields[.weight] { label.weight = integer(node, "weight", in: 0...1_000_000) ?? label.weight }
      if let node = fields[.required] { label.required = bool(node, "required") ?? label.required }
      return label
    }
  }

  private func labelValue(_ node: YAMLNode) -> LabelValue? {
    switch node.scalar?.value {
    case .string?: return text(node, "value", mayBeEmpty: true).map { .text($0) }
    case .integer(let digits)?:
      if let number = Int64(digits) { return .number(number) }
      report(.outOfRange, "'value' is beyond 64 bits", at: node)
    default:
      let isScalar = node.scalar != nil
      report(
        .wrongType, "'value' must be text or a whole number, not \(node.kind)", at: node,
        hint: isScalar ? "put it in quotes" : nil)
    }
    return nil
  }

  func concurrency(_ node: YAMLNode) -> [ConcurrencyRule] {
    list(node, "concurrency").compactMap { item in
      guard let fields = Fields(item, "an item of 'concurrency'", ConcurrencyKey.self, self),
        let key = fields.required(.key, self).flatMap({ text($0, "key") })
      else { return nil }
      var rule = ConcurrencyRule(key: key)
      if let node = fields[.max] { rule.max = integer(node, "max", in: 1...1_000_000) ?? rule.max }
      if let node = fields[.strategy] {
        rule.strategy = choice(node, "strategy", of: ConcurrencyStrategy.self) ?? rule.strategy
      }
      return rule
    }
  }

  func rateLimits(_ node: YAMLNode) -> [RateLimit] {
    list(node, "rate_limits").compactMap { item in
      guard let fields = Fields(item, "a rate limit", RateLimitKey.self, self),
        let key = fields.required(.key, self).flatMap({ text($0, "key") })
      else { return nil }
      var limit = RateLimit(key: key)
      if let node = fields[.units] { limit.units = amount(node, "units") ?? limit.units }
      if let node = fields[.limit] { limit.limit = amount(node, "limit") }
      if let node = fields[.per] { limit.per = choice(node, "per", of: RateLimit.Period.self) ?? limit.per }
      if let node = fields[.burst] { limit.burst = integer(node, "burst", in: 1...1_000_000_000) }
      return limit
    }
  }

  private func amount(_ node: YAMLNode, _ key: String) -> RateLimit.Amount? {
    if node.scalar?.value == .string { return text(node, key).map { .expression($0) } }
    return integer(node, key, in: 1...1_000_000_000).map { .fixed($0) }
  }

  func idempotency(_ node: YAMLNode) -> Idempotency? {
    guard let fields = Fields(node, "'idempotency'", IdempotencyKey.self, self) else { return nil }
    let key = fields.required(.key, self).flatMap { runKey($0, "key") }
    let ttl = fields.required(.ttl, self).flatMap { duration($0, "ttl", in: WorkflowLimits.duration) }
    let until = fields[.until].flatMap { choice($0, "until", of: Idempotency.Until.self) }
    guard let key, let ttl else { return nil }
    return Idempotency(key: key, ttl: ttl, until: until ?? .ttl)
  }
}
