/// A parameter together with the field that it fills.
struct Binding<Root: Sendable>: Sendable {
  var parameter: Parameter
  /// Called once, with every time that the parameter was given, and only if it was.
  var apply: @Sendable (inout Root, [Occurrence]) throws(ArgumentError) -> Void

  /// The same parameter, seen from the struct that holds `Root` at `path`.
  func lifted<Outer: Sendable>(
    through path: any WritableKeyPath<Outer, Root> & Sendable, section: String?
  ) -> Binding<Outer> {
    var parameter = parameter
    parameter.section = parameter.section ?? section
    return Binding<Outer>(parameter: parameter) { [apply] (outer, given) throws(ArgumentError) in
      try apply(&outer[keyPath: path], given)
    }
  }
}

/// One time that a parameter was given, and where.
struct Occurrence: Sendable, Equatable {
  /// As typed: `--status`, `-s`, `RUN`, or the name of the environment variable or setting.
  var spelled: String
  var value: String
  var origin: Origin

  func convert<Value: ArgumentValue>(_ traits: [Trait<Value>]) throws(ArgumentError) -> Value {
    do {
      let converted = try Value(argument: value)
      try traits.check(converted)
      return converted
    } catch {
      let place =
        switch origin {
        case .commandLine, .initial: "for '\(spelled)'"
        case .environment, .setting: "in \(spelled)"
        }
      throw ArgumentError(
        .invalidValue, "invalid value '\(value)' \(place): \(error.message)", hint: error.hint, cause: error.cause)
    }
  }

  /// A list in an environment variable or a setting, taken apart at its commas.
  var listed: [Occurrence] {
    guard origin != .commandLine else { return [self] }
    return value.split(separator: ",").map { part in
      var copy = self
      copy.value = String(part.drop { $0 == " " })
      return copy
    }
  }
}

/// Where a value came from.
package enum Origin: Sendable, Equatable {
  /// Nobody said anything: the default in the struct.
  case initial
  /// Key, and the file that it stands in.
  case setting(String, file: String)
  /// The name of the variable.
  case environment(String)
  case commandLine
}
