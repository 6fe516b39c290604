/// What a task asks of a worker's label.
package struct DesiredLabel: Hashable, Sendable {
  package var key: String
  package var value: LabelValue
  package var comparator: LabelComparator
  /// What a worker gains in rank by meeting it.
  package var weight: Int
  /// Whether a worker that does not meet it is out of the question.
  package var required: Bool

  package init(
    key: String, value: LabelValue, comparator: LabelComparator = .equal, weight: Int = Self.defaultWeight,
    required: Bool = false
  ) {
    self.key = key
    self.value = value
    self.comparator = comparator
    self.weight = weight
    self.required = required
  }

  package static let defaultWeight = 100

  /// Whether a worker with that value of the label, or with no such label, meets it. Values of two kinds never do.
  package func isMet(by actual: LabelValue?) -> Bool {
    switch (actual, value) {
    case (.text(let actual), .text(let wanted)):
      switch comparator {
      case .equal: actual == wanted
      case .notEqual: actual != wanted
      default: false
      }
    case (.number(let actual), .number(let wanted)):
      switch comparator {
      case .equal: actual == wanted
      case .notEqual: actual != wanted
      case .greaterThan: actual > wanted
      case .greaterThanOrEqual: actual >= wanted
      case .lessThan: actual < wanted
      case .lessThanOrEqual: actual <= wanted
      }
    default: false
    }
  }
}

/// The value of a worker's label.
package enum LabelValue: Hashable, Sendable {
  case text(String)
  case number(Int64)
}

/// How a worker's label is compared with the wanted value; the orders are of numbers only.
package enum LabelComparator: String, CaseIterable, Sendable {
  case equal
  case notEqual = "not_equal"
  case greaterThan = "greater_than"
  case greaterThanOrEqual = "greater_than_or_equal"
  case lessThan = "less_than"
  case lessThanOrEqual = "less_than_or_equal"
}
