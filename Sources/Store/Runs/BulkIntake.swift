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
  /// Throws `notFound`, `invalid` (an input breaks the workflow's schema: which line, and how).
  package func enqueue<Inputs: AsyncSequence & Sendable>(
    _ request: RunLog.Request, each inputs: Inputs
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

  private func stage<Inputs: AsyncSequence & Sendable>(
    _ request: RunLog.Request, version: Int64, priority: Int16, _ inputs: Inputs
  ) async throws -> Int where Inputs.Element == [UInt8] {
    _ = try await connection.execute("begin")
    do {
      _ = try await connection.execute(statements.once("make_staging"))
      let counter = LineCounter()
      let lines = inputs.map { input in Array("\(await counter.next())\t".utf8) + CopyText.escape(input) + [10] }
      let count = try await connection.copyIn(statements.text("copy_staging"), lines)
      if let broken = try await connection.execute(statements.once("first_violation"), [version]).first {
        throw Violation(line: Int(try broken.get(Int64.self, 0)), message: try broken.get(String.self, 1))
      }
      _ = try await connection.execute(
        statements.once("insert_staged"), [version, priority, request.runAt, request.metadata])
      _ = try await connection.execute("commit")
      return count
    } catch {
      _ = try? await connection.execute("rollback")
      throw error
    }
  }

  private actor LineCounter {
    private var line = 0

    func next() -> Int {
      line += 1
      return line
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
