import Database
import Engine
import Expressions
import JSON
import Store
import Time
import Workflows

/// What conditions ask for, looked up: a segment of calls, and what their answers mean.
struct Inquiry {
  /// In one exchange: an output may have megabytes.
  static let limit = 256
  /// Of these, how many look for events; and how many events each gets, of which few may be meant.
  private static let searchLimit = 32
  private static let eventLimit: Int64 = 100

  private let questions: [Question]
  private var outputs: [(index: Int, ordinal: Int)] = []
  private var searches: [(index: Int, pattern: KeyPattern, since: Timestamp, before: Int64?)] = []

  /// Takes as many as go into one exchange.
  init(takingFrom questions: inout [Question]) {
    var searches = 0
    let count = questions.prefix(Self.limit).prefix { question in
      if case .events = question.subject { searches += 1 }
      return searches <= Self.searchLimit
    }.count
    self.init(Array(questions[..<count]))
    questions.removeFirst(count)
  }

  private init(_ questions: [Question]) {
    self.questions = questions
    for (index, question) in self.questions.enumerated() {
      switch question.subject {
      case .parent(let ordinal, .completed, let predicate) where predicate.reads("output"):
        outputs.append((index, ordinal))
      case .events(let pattern, let since, let before): searches.append((index, pattern, since, before))
      case .parent, .key: break
      }
    }
  }

  var isEmpty: Bool { questions.isEmpty }

  /// Inputs, outputs, and events for each condition that looks back.
  func calls(_ statements: Statements) -> [Call] {
    let runs = Array(Set(questions.map(\.run)))
    let parents = outputs.map { questions[$0.index].run }
    return [
      Call(statements["load_inputs"], [runs.map(\.number), runs.map(\.createdAt)]),
      Call(
        statements["load_outputs"],
        [parents.map(\.number), parents.map(\.createdAt), outputs.map { Int16($0.ordinal) }]),
    ]
      + searches.map { search in
        let prefix = search.pattern.literalPrefix
        // Nothing that begins so comes after that: it is the last scalar that there is.
        let end = search.pattern.isExact ? nil : prefix + "\u{10FFFF}"
        return Call(statements["events_since"], [prefix, end, search.since, Self.eventLimit, search.before])
      }
  }

  func answers(_ rows: [Rows]) throws(DatabaseError) -> [Answer] {
    var inputs: [Int64: (input: JSONText, metadata: JSONText?)] = [:]
    for row in rows[0] { inputs[try row.get(0)] = (try row.get(1), try row.get(2)) }
    var found: [TaskID: JSONText] = [:]
    for row in rows[1] {
      let id = TaskID(run: try row.get(0), ordinal: Int(try row.get(Int16.self, 1)))
      found[id] = try row.get(JSONText?.self, 3)
    }
    var events: [Int: (found: [ArrivedEvent], rest: Int64?)] = [:]
    for (place, search) in searches.enumerated() {
      let page = try rows[2 + place].decode(ArrivedEvent.init(row:))
      events[search.index] = (
        page.filter { search.pattern.matches($0.key) }, page.count < Self.eventLimit ? nil : page.last?.id.number
      )
    }
    return questions.enumerated().map { index, question in
      let known = inputs[question.run.number]
      let data = { (name: String) -> ExpressionValue? in
        switch name {
        case "input": Self.value(known?.input)
        case "additional_metadata": Self.value(known?.metadata ?? "{}")
        default: nil
        }
      }
      return Answer(
        task: question.taskID, leaf: question.leaf,
        finding: Self.finding(question, found, events[index] ?? ([], nil), data), generation: question.generation)
    }
  }

  private static func finding(
    _ question: Question, _ outputs: [TaskID: JSONText], _ events: (found: [ArrivedEvent], rest: Int64?),
    _ data: (String) -> ExpressionValue?
  ) -> Answer.Finding {
    switch question.subject {
    case .parent(let ordinal, let status, let predicate):
      return .judged(
        predicate.judge(status) { name in
          guard name == "output" else { return data(name) }
          switch status {
          case .completed: return value(outputs[TaskID(run: question.run.number, ordinal: ordinal)])
          case .skipped: return ExpressionValue(["skipped": true])
          default: return .null
          }
        })
    case .key(let template):
      do throws(ExpressionError) {
        return .key(try template.pattern { (expression) throws(ExpressionError) in try expression.evaluate(data) })
      } catch {
        return .judged(Judgement(truth: .broken, error: error.message))
      }
    case .events: return .events(events.found, rest: events.rest)
    }
  }

  private static func value(_ document: JSONText?) -> ExpressionValue {
    document.flatMap { try? JSONParser.parse($0.utf8) }.map { ExpressionValue($0) } ?? .null
  }
}
