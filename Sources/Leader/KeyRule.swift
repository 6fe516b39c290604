import Database
import Engine
import Expressions
import JSON
import Store
import Workflows

/// How a version's runs get their idempotency keys.
struct KeyRule: Sendable {
  let workflow: String
  let idempotency: Idempotency
  private let key: Result<RunKeyExpression, RunKeyExpression.Failure>

  /// nil if the workflow has no idempotency.
  init?(_ workflow: Workflow) {
    guard let idempotency = workflow.idempotency else { return nil }
    self.workflow = workflow.name
    self.idempotency = idempotency
    do throws(ExpressionError) {
      key = .success(try RunKeyExpression(idempotency.key))
    } catch {
      key = .failure(.init(message: "unable to read the expression of the idempotency key: \(error.message)"))
    }
  }

  var isFreedAtEnd: Bool { idempotency.until == .finished }

  /// What a run asks for.
  func claim(of run: Leadership.KeyedRun) throws(RunKeyExpression.Failure) -> Leadership.KeyClaim {
    guard let input = try? JSONParser.parse(run.input.utf8) else {
      throw RunKeyExpression.Failure(message: "unable to work out the idempotency key: the input cannot be read")
    }
    let metadata = run.metadata.flatMap { try? JSONParser.parse($0.utf8) }
    return Leadership.KeyClaim(
      workflow: workflow, key: try key.get().key(input: input, metadata: metadata), ttl: idempotency.ttl,
      untilFinished: isFreedAtEnd, run: run.id)
  }
}
