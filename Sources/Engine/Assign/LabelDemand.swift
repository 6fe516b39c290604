/// A label of a worker.
package enum LabelValue: Hashable, Sendable {
  case text(String)
  case number(Int64)
}

/// What a task wants of the labels of its worker.
package struct LabelDemand: Hashable, Sendable {
  /// The comparison of the worker's label (on the left) with the demanded value. The ordering ones hold for numbers
  /// only; equality wants the same type; none holds for a label that is missing.
  package enum Comparison: Hashable, Sendable, CaseIterable {
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
  }

  package var key: String
  package var comparison: Comparison
  package var value: LabelValue
  /// What it adds to a worker's rank when met.
  package var weight: Int32
  /// Whether a worker that does not meet it is out of the question.
  package var required: Bool

  package init(
    key: String, comparison: Comparison = .equal, value: LabelValue, weight: Int32 = 100, required: Bool = false
  ) {
    self.key = key
    self.comparison = comparison
    self.value = value
    self.weight = weight
    self.required = required
  }

  package func isMet(by labels: [String: LabelValue]) -> Bool {
    switch (labels[key], value) {
    case (.number(let has), .number(let wanted)): holds(has, wanted)
    case (.text(let has), .text(let wanted)):
      switch comparison {
      case .equal: has == wanted
      case .notEqual: has != wanted
      case .less, .lessOrEqual, .greater, .greaterOrEqual: false
      }
    default: false
    }
  }

  private func holds(_ has: Int64, _ wanted: Int64) -> Bool {
    switch comparison {
    case .equal: has == wanted
    case .notEqual: has != wanted
    case .less: has < wanted
    case .lessOrEqual: has <= wanted
    case .greater: has > wanted
    case .greaterOrEqual: has >= wanted
    }
  }

  /// How well a worker with these labels suits: the sum of the weights met; nil if one that is required is not.
  package static func rank(_ demands: [LabelDemand], labels: [String: LabelValue]) -> Int32? {
    var rank: Int32 = 0
    for demand in demands {
      if demand.isMet(by: labels) { rank &+= demand.weight } else if demand.required { return nil }
    }
    return rank
  }
}
