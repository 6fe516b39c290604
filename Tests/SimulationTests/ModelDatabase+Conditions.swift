import Engine
import Expressions
import JSON
import Time
import Workflows

// What conditions ask for.
extension ModelDatabase {
  static let keys = (0..<4).map { "k\($0)" } + (0..<5).map { "run:\($0)" }

  /// Of a run: what the keys of its conditions are made of.
  static func input(_ run: Int64) -> Int64 { run % 5 }

  /// What a task gave.
  func output(_ task: TaskID) -> Int? {
    guard let last = attempts[task]?.max(by: { $0.key < $1.key }), last.value.outcome == .completed else { return nil }
    return Int((task.rawValue &* 2_654_435_761) >> 7 & 3)
  }

  func answer(_ question: Question) -> Answer {
    let finding: Answer.Finding
    switch question.subject {
    case .parent(let ordinal, let status, let predicate):
      let n = output(TaskID(run: question.run.number, ordinal: ordinal))
      let output: JSONValue =
        status == .completed ? n.map { ["n": .int($0)] } ?? .null : status == .skipped ? ["skipped": true] : .null
      finding = .judged(predicate.judge(status) { $0 == "output" ? ExpressionValue(output) : nil })
    case .key(let template):
      let input = ExpressionValue(["id": .int(Int(Self.input(question.run.number)))])
      let pattern = try? template.pattern { (expression) throws(ExpressionError) in
        try expression.evaluate(["input": input])
      }
      finding = pattern.map { .key($0) } ?? .judged(Judgement(truth: .broken, error: "no key"))
    case .events(let pattern, let since, let before):
      let older = events.reversed().filter { $0.id.createdAt >= since && $0.id.number < before ?? .max }
      let page = older.prefix(3)
      finding = .events(
        page.filter { pattern.matches($0.key) }, rest: older.count > page.count ? page.last?.id.number : nil)
    }
    return Answer(task: question.taskID, leaf: question.leaf, finding: finding, generation: question.generation)
  }

  /// What a new leader is told of the leaves that events made true.
  var woken: [WokenLeaf] {
    matches.filter { live[TaskID(run: $0.run!.number, ordinal: $0.task!)]?.state == .waiting }.map {
      WokenLeaf(task: TaskID(run: $0.run!.number, ordinal: $0.task!), leaf: $0.leaf!, at: $0.matchedAt)
    }
  }
}
