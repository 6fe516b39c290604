extension ArgumentValue where Self: RawRepresentable & CaseIterable, Self.RawValue == String {
  package init(argument text: String) throws(ArgumentError) {
    if let value = Self(rawValue: text) {
      self = value
      return
    }
    let all = Self.allCases.map(\.rawValue)
    throw .expected(oneOf(all), hint: Suggestion.didYouMean(text, among: all))
  }

  package var argumentText: String? { rawValue }

  package static var completion: CompletionKind { .choices(allCases.map { Choice($0.rawValue) }) }

  package static var accepted: String? { oneOf(allCases.map(\.rawValue)) }
}

private func oneOf(_ all: [String]) -> String {
  all.count == 1 ? "only \(all[0])" : "one of \(all.joined(separator: ", "))"
}
