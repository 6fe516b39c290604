/// The parameters of `Root`, in the order in which help prints them.
package struct ParameterList<Root: ArgumentFields>: Sendable {
  var bindings: [Binding<Root>] = []
  var rules: [Rule] = []
  /// What the groups in `Root` check by themselves.
  var checks: [GroupCheck<Root>] = []

  package var parameters: [Parameter] { bindings.map(\.parameter) }

  /// Writes what was given into the fields.
  /// - Parameter given: by index of the parameter; empty means that nobody said anything.
  func fill(_ root: inout Root, _ given: [[Occurrence]]) throws(ArgumentError) {
    for (binding, occurrences) in zip(bindings, given) where !occurrences.isEmpty {
      try binding.apply(&root, occurrences)
    }
  }

  func validate(_ root: inout Root) throws(ArgumentError) {
    for check in checks { try check.run(&root) }
  }
}

/// `OptionGroup.validate()` of one group, seen from the struct that holds it.
struct GroupCheck<Root: Sendable>: Sendable {
  var run: @Sendable (inout Root) throws(ArgumentError) -> Void

  static func of<Group: OptionGroup>(_ path: any WritableKeyPath<Root, Group> & Sendable) -> GroupCheck {
    GroupCheck { (root) throws(ArgumentError) in
      var group = root[keyPath: path]
      try group.validate()
      root[keyPath: path] = group
    }
  }
}
