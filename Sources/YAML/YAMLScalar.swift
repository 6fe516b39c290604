/// A scalar as it was written, and what the core schema of YAML 1.2 makes of it.
package struct YAMLScalar: Hashable, Sendable {
  /// After quotes, escapes and folding.
  package let text: String
  package let value: Value
  /// Whether it has neither quotes nor a tag.
  package let isPlain: Bool

  package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Its decimal digits, as JSON writes them.
    case integer(String)
    /// As JSON writes it.
    case float(String)
    /// `.inf`, `-.inf` or `.nan`, that JSON has no word for.
    case notFinite
    case string

    /// As an error message would say it: "text", "a whole number".
    package var kind: String {
      switch self {
      case .null: "nothing"
      case .bool: "true or false"
      case .integer: "a whole number"
      case .float, .notFinite: "a number"
      case .string: "text"
      }
    }
  }

  /// Quoted, or otherwise meant as text.
  package init(text: String) {
    self.init(text: text, value: .string)
  }

  /// Plain: `yes`, `no`, `on` and `off` are text, as are dates.
  package init(plain text: String) {
    self.text = text
    value = Self.resolve(text)
    isPlain = true
  }

  /// With a tag of its own; nil if the tag is unknown or the text does not fit it.
  init?(text: String, tag: String) {
    guard tag != "!", tag != "tag:yaml.org,2002:str" else {
      self.init(text: text)
      return
    }
    let resolved = Self.resolve(text)
    switch (tag, resolved) {
    case ("tag:yaml.org,2002:null", .null), ("tag:yaml.org,2002:bool", .bool), ("tag:yaml.org,2002:int", .integer),
      ("tag:yaml.org,2002:float", .float), ("tag:yaml.org,2002:float", .notFinite):
      self.init(text: text, value: resolved)
    case ("tag:yaml.org,2002:float", .integer(let digits)): self.init(text: text, value: .float(digits))
    default: return nil
    }
  }

  private init(text: String, value: Value) {
    self.text = text
    self.value = value
    isPlain = false
  }

  private static func resolve(_ text: String) -> Value {
    switch text {
    case "", "~", "null", "Null", "NULL": .null
    case "true", "True", "TRUE": .bool(true)
    case "false", "False", "FALSE": .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
      .notFinite
    default: PlainNumber(text)?.value ?? .string
    }
  }
}
