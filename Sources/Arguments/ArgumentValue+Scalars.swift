extension String: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) { self = text }
  package var argumentText: String? { isEmpty ? nil : self }
}

extension FixedWidthInteger where Self: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) {
    if let value = Self(text) {
      self = value
      return
    }
    let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { throw .expected("a whole number") }
    throw .expected("a whole number from \(Self.min) to \(Self.max)")
  }

  package var argumentText: String? { String(self) }
}

extension Int: ArgumentValue {}
extension Int64: ArgumentValue {}
extension Int32: ArgumentValue {}
extension UInt16: ArgumentValue {}

extension Double: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) {
    guard let value = Double(text), value.isFinite else { throw .expected("a number") }
    self = value
  }

  package var argumentText: String? { String(self) }
}

extension Bool: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) {
    switch text.lowercased() {
    case "true", "yes", "on", "1": self = true
    case "false", "no", "off", "0": self = false
    default: throw .expected("true or false")
    }
  }

  package var argumentText: String? { self ? "true" : "false" }
  package static var completion: CompletionKind { .choices([Choice("true"), Choice("false")]) }
}

extension Optional: ArgumentValue where Wrapped: ArgumentValue {
  package init(argument text: String) throws(ArgumentError) { self = try Wrapped(argument: text) }
  package var argumentText: String? { flatMap(\.argumentText) }
  package static var completion: CompletionKind { Wrapped.completion }
  package static var accepted: String? { Wrapped.accepted }
}
