import Engine
import Store

/// Some hexadecimal digits of an id, as a person types them: mostly its last ones.
struct TypedDigits {
  /// How many ids an error lists.
  static let candidateLimit = 5
  /// 12 digits are 2^48 numbers: more never tell ids apart.
  private static let significant = 12

  let typed: String
  /// In lower case, without hyphens: 1 to 31.
  let digits: String

  /// nil if they are no part of an id.
  init?(_ typed: String) {
    self.typed = typed
    digits = typed.lowercased().filter { $0 != "-" }
    guard !digits.isEmpty, digits.utf8.count < 32, digits.utf8.count == digits.count, digits.allSatisfy(\.isHexDigit)
    else { return nil }
  }

  /// A number that ends so is `remainder` modulo `modulus`.
  var ending: (remainder: Int64, modulus: Int64) {
    let suffix = digits.suffix(Self.significant)
    return (suffix.reduce(0) { $0 << 4 | Int64($1.hexDigitValue ?? 0) }, 1 << Int64(4 * suffix.count))
  }

  func end(_ id: some NumberedID) -> Bool { Self.digits(of: id).hasSuffix(digits) }

  func begin(_ id: some NumberedID) -> Bool { Self.digits(of: id).hasPrefix(digits) }

  /// The one that is meant.
  ///
  /// - Parameters:
  ///   - candidates: those that fit, the newest first.
  ///   - noun: what they are the ids of.
  /// - Throws: `notFound`; `invalid` if several are left, which the hint lists.
  func choose<ID: NumberedID>(from candidates: [ID], _ noun: String) throws(StoreError) -> ID {
    // Who types a whole number means that one, not every longer one that ends with it.
    if let number = Int64(digits, radix: 16), let exact = candidates.first(where: { $0.number == number && end($0) }) {
      return exact
    }
    switch candidates.count {
    case 1: return candidates[0]
    case 0:
      throw StoreError(
        code: .notFound, message: "no \(noun) of the last 7 days has an id that ends with '\(typed)'",
        hint: "older \(noun)s are found by their whole id")
    default:
      let shown = candidates.prefix(Self.candidateLimit).map(\.text).joined(separator: ", ")
      throw StoreError(
        code: .invalid, message: "'\(typed)' fits more than one \(noun)",
        hint: "the newest: \(shown)\(candidates.count > Self.candidateLimit ? ", ..." : "")")
    }
  }

  private static func digits(of id: some NumberedID) -> String { id.text.filter { $0 != "-" } }
}

/// What people see of a row: its number is in its text.
protocol NumberedID {
  var number: Int64 { get }
  var text: String { get }
}

extension RunID: NumberedID {}
extension EventID: NumberedID {}
