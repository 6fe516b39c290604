package import Arguments
import JSON

/// `KEY=VALUE`, as `--meta` and `--label` take it.
package struct KeyValue: ArgumentValue, Hashable {
  package var key: String
  package var value: String

  package init(argument text: String) throws(ArgumentError) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { throw .expected("KEY=VALUE") }
    key = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
  }

  package var argumentText: String? { "\(key)=\(value)" }
}

extension [KeyValue] {
  /// As an object of texts; of a key that comes twice, the last counts.
  var texts: JSONValue { object { .string($0) } }

  /// As an object of texts and, where the value is one, whole numbers.
  var textsAndNumbers: JSONValue { object { Int64($0).map { .int($0) } ?? .string($0) } }

  private func object(_ value: (String) -> JSONValue) -> JSONValue {
    .object(reduce(into: JSONObject()) { $0[$1.key] = value($1.value) })
  }
}
