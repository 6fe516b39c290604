import Database
import Hatchet
import Store

/// Connections that enqueue at the same time.
struct Crowd: Sendable {
  let members: [Connection]
  private let statements: Statements
  private let input: InputDocument

  static func connect(_ ground: Ground, count: Int) async throws -> Crowd {
    var members: [Connection] = []
    do {
      for _ in 0..<count { members.append(try await ground.connect()) }
    } catch {
      for member in members { await member.close() }
      throw error
    }
    return Crowd(
      members: members, statements: ground.client.statements, input: InputDocument(size: ground.plan.inputSize))
  }

  func close() async {
    for member in members { await member.close() }
  }

  /// Does `body` for each of them, all at once.
  func each<Value: Sendable>(
    _ body: @escaping @Sendable (RunLog, InputDocument, Int) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
      for (place, member) in members.enumerated() {
        group.addTask { try await body(RunLog(member, statements), input, place) }
      }
      var values: [Value] = []
      for try await value in group { values.append(value) }
      return values
    }
  }
}
