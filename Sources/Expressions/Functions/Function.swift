/// A function: what it takes, and what it does.
struct Function: Sendable {
  /// Nil if no overload takes arguments of these types; they are as many as one of the signatures has.
  typealias Body = @Sendable ([ExpressionValue], inout Budget) throws(Failure) -> ExpressionValue?

  /// Of a method, the first parameter is what stands before the dot.
  struct Signature: Sendable {
    var parameters: [ExpressionType]
    var result: ExpressionType

    init(_ parameters: [ExpressionType], _ result: ExpressionType) {
      self.parameters = parameters
      self.result = result
    }
  }

  var name: String
  var isMethod = false
  var signatures: [Signature]
  /// Any number of numbers, or one list of them.
  var isVariadic = false
  var body: Body

  static func method(_ name: String, _ signatures: [Signature], _ body: @escaping Body) -> Function {
    Function(name: name, isMethod: true, signatures: signatures, body: body)
  }

  static func global(_ name: String, _ signatures: [Signature], _ body: @escaping Body) -> Function {
    Function(name: name, signatures: signatures, body: body)
  }

  func takes(_ count: Int) -> Bool { isVariadic ? count > 0 : signatures.contains { $0.parameters.count == count } }
}

/// All functions.
enum FunctionTable {
  static let all =
    Function.conversions + Function.strings + Function.stringLists + Function.searches + Function.math + Function.bits
    + Function.times + Function.optionals + Function.lists + Function.sets + Function.encodings

  static let globals = table { !$0.isMethod }
  static let methods = table { $0.isMethod }

  /// What stands before the dot of a function's name: `math`.
  static let namespaces = Set(all.compactMap { $0.name.split(separator: ".").dropLast().first.map(String.init) })

  private static func table(_ isMeant: (Function) -> Bool) -> [String: Function] {
    Dictionary(uniqueKeysWithValues: all.filter(isMeant).map { ($0.name, $0) })
  }
}
