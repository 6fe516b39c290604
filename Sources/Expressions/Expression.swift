/// An expression of CEL, the Common Expression Language, checked and ready to be evaluated any number of times.
///
/// It has no effects, does no I/O, and ends: `ExpressionLimits` bound it.
package struct Expression: Sendable {
  package let source: String
  /// What it gives, as far as that is known: `dyn` if it depends on the data.
  package let type: ExpressionType
  /// The declared variables that it reads.
  package var referencedVariables: Set<String> { Set(variables.map(\.name)) }

  private let identity: Identity
  private let root: Node
  private let variables: [(name: String, slot: Int)]
  private let slotCount: Int

  private struct Identity: Hashable {
    var source: String
    var variables: Declarations
    var result: ExpressionType?
    var limits: ExpressionLimits
    var isChecked: Bool
  }

  /// Parses and checks.
  ///
  /// - Parameters:
  ///   - variables: what it may read.
  ///   - result: what it must give; nil: anything. What can be told only from a value is told by `evaluate`.
  package init(
    _ source: String, variables: Declarations, result: ExpressionType? = nil, limits: ExpressionLimits = .standard
  ) throws(ExpressionError) {
    try self.init(source, variables: variables, result: result, limits: limits, isChecked: true)
  }

  /// - Parameter isChecked: if not, only the grammar is: all other mistakes are errors of the evaluation.
  init(
    _ source: String, variables: Declarations, result: ExpressionType? = nil, limits: ExpressionLimits = .standard,
    isChecked: Bool
  ) throws(ExpressionError) {
    var compiler = Compiler(variables, isChecked: isChecked)
    do throws(Failure) {
      let syntax = try Parser.parse(source, limits)
      let typed = try compiler.compile(syntax)
      let type = compiler.solver.settled(typed.type)
      if isChecked, let result, !compiler.solver.assign([type], to: [result]) {
        throw Failure(.wrongResult, "the result must be '\(result)', not '\(type)'", at: syntax.place)
      }
      root = typed.node
      self.type = type
    } catch {
      throw error.error(in: source)
    }
    self.source = source
    self.variables = compiler.variables.map { (name: $0.key, slot: $0.value) }
    slotCount = compiler.slotCount
    identity = Identity(source: source, variables: variables, result: result, limits: limits, isChecked: isChecked)
  }

  /// What it gives for these values. A variable that has none is an error only if it is read.
  package func evaluate(_ values: [String: ExpressionValue]) throws(ExpressionError) -> ExpressionValue {
    try evaluate { values[$0] }
  }

  /// - Parameter value: of a variable, each asked for once; only those in `referencedVariables` are.
  package func evaluate(_ value: (String) -> ExpressionValue?) throws(ExpressionError) -> ExpressionValue {
    var slots = [ExpressionValue?](repeating: nil, count: slotCount)
    for variable in variables { slots[variable.slot] = value(variable.name) }
    var evaluator = Evaluator(slots: slots, limits: identity.limits)
    do throws(Failure) {
      let result = try evaluator.value(root)
      if let wanted = identity.result, !wanted.holds(result) {
        throw Failure(
          .wrongResult, "the result must be '\(wanted)', not '\(result.typeName)'", at: Place(0, source.utf8.count))
      }
      return result
    } catch {
      throw error.error(in: source)
    }
  }

  /// For an expression that must give a bool.
  package func evaluateBool(_ values: [String: ExpressionValue]) throws(ExpressionError) -> Bool {
    let result = try evaluate(values)
    guard case .bool(let value) = result else {
      let failure = Failure(
        .wrongResult, "the result must be 'bool', not '\(result.typeName)'", at: Place(0, source.utf8.count))
      throw failure.error(in: source)
    }
    return value
  }
}

extension Expression: Hashable {
  package static func == (left: Expression, right: Expression) -> Bool { left.identity == right.identity }

  package func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

extension ExpressionType {
  /// Whether a value is of this type; elements of lists and maps are not looked at.
  func holds(_ value: ExpressionValue) -> Bool {
    switch (self, value) {
    case (.dyn, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.type, .type),
      (.list, .list), (.map, .map), (.optional, .optional):
      true
    default: false
    }
  }
}
