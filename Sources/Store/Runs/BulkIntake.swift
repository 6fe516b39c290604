package import Database
import Time

/// Many runs of one workflow in one transaction, by COPY: taken whole or not at all.
package struct BulkIntake: Sendable {
  private let connection: Connection
  private let statements: Statements

  package init(_ connection: Connection, _ statements: Statements) {
    self.connection = connection
    self.statements = statements
  }

  /// An input that is refused, and where it stood.
  package struct Violation: Error {
    /// From 1 on.
    package var line: Int
    package var message: String
  }

  /// Appends a run for each of `inputs`, JSON documents one by one; they must be valid JSON. Returns how many.
  /// `request` holds what is common to all.
  ///
  /// Throws `Violation` (an input breaks the workflow's schema), `StoreError` (`notFound`, `invalid`), what `inputs` throw.
  package func enqueue<Inputs: AsyncSequence & Sendable>(
    _ request: RunLog.Request, each inputs: Inputs
  ) async throws -> Int where Inputs.Element == [UInt8] {
    do {
      return try await take(request, inputs)
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }

  private func take<Inputs: AsyncSequence & Sendable>(
    _ request: RunLog.Request, _ inputs: Inputs
  ) async throws -> Int where Inputs.Element == [UInt8] {
    let rows = try await connection.execute(statements.once("bulk_target"), [request.workflow])
    guard let target = rows.first else {
      throw StoreError(
        code: .notFound, message: "workflow \"\(request.workflow)\" does not exist",
        hint: "apply it first: hatchet apply FILE")
    }
    let (version, priority, isChecked) = try target.get(Int64.self, Int16.self, Bool.self)
    let effective = request.priority.map { Int16(clamping: $0) } ?? priority
    guard (1...3).contains(effective) else {
      throw StoreError(code: .invalid, message: "priority must be 1 (low), 2 (normal) or 3 (high), not \(effective)")
    }
    if isChecked {
      return try await stage(request, version: version, priority: effective, inputs)
    }
    let columns = [
      String(version), String(effective), request.runAt.map { CopyText.timestamp($0) } ?? CopyText.null,
    ]
    let metadata = request.metadata.map { CopyText.escape($0.utf8) } ?? Array(CopyText.null.utf8)
    let prefix = Array((columns.joined(separator: "\t") + "\t").utf8)
    let lines = inputs.map { input in prefix + CopyText.escape(input) + [9] + metadata + [10] }
    return try await connection.copyIn(statements.text("copy_runs"), lines)
  }

  /// All of it before any of it: the inputs are checked where only this transaction sees them.
  private func stage<Inputs: AsyncSequence & Sendable>(
    _ request: RunLog.Request, version: Int64, priority: Int16, _ inputs: Inputs
  ) async throws -> Int where Inputs.Element == [UInt8] {
    try await connection.transaction { transaction in
      _ = try await transaction.execute(statements.once("make_staging"))
      let lines = inputs.map { input in CopyText.escape(input) + [10] }
      let count = try await transaction.copyIn(statements.text("copy_staging"), lines, timeout: nil)
      if let broken = try await transaction.execute(statements.once("first_violation"), [version]).first {
        throw Violation(line: Int(try broken.get(Int64.self, 0)), message: try broken.get(String.self, 1))
      }
      _ = try await transaction.execute(
        statements.once("insert_staged"), [version, priority, request.runAt, request.metadata])
      return count
    }
  }
}

/// The text form of COPY.
enum CopyText {
  static let null = "\\N"

  static func escape(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 8)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"): result += [byte, byte]
      case 9: result += Array("\\t".utf8)
      case 10: result += Array("\\n".utf8)
      case 13: result += Array("\\r".utf8)
      default: result.append(byte)
      }
    }
    return result
  }

  static func timestamp(_ moment: Timestamp) -> String { moment.rfc3339 }
}
