package import Time
package import Workflows

/// What a condition wants to know that the engine does not hold: it is in the tables. Whoever carries a batch out looks it
/// up after the commit, and hands the answer in with the next `apply`. A new leader's engine asks again.
package struct Question: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    /// What the expression says of a parent that is final.
    case parent(ordinal: Int, status: Status, ParentPredicate)
    /// The key that is listened for, by the run's input.
    case key(KeyTemplate)
    /// The events with such a key that have come since then, and before the one with that number: the newest of them.
    case events(KeyPattern, since: Timestamp, before: Int64?)
  }

  package var run: RunID
  /// The task's ordinal, and the leaf of its conditions.
  package var task: Int
  package var leaf: Int
  package var subject: Subject
  package var generation: UInt64

  package init(run: RunID, task: Int, leaf: Int, subject: Subject, generation: UInt64 = 0) {
    self.generation = generation
    self.run = run
    self.task = task
    self.leaf = leaf
    self.subject = subject
  }

  package var taskID: TaskID { TaskID(run: run.number, ordinal: task) }
}

package struct Answer: Hashable, Sendable {
  package enum Finding: Hashable, Sendable {
    case judged(Judgement)
    case key(KeyPattern)
    /// The newest first; `rest`: there are more before that number.
    case events([ArrivedEvent], rest: Int64?)
  }

  package var task: TaskID
  package var leaf: Int
  package var finding: Finding
  /// Of the question; nil counts for any.
  package var generation: UInt64?

  package init(task: TaskID, leaf: Int, finding: Finding, generation: UInt64? = nil) {
    self.generation = generation
    self.task = task
    self.leaf = leaf
    self.finding = finding
  }
}
