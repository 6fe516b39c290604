package import Time

/// A task of a run: `run number << 12 | ordinal`, the unique key of its live row.
package struct TaskID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The most tasks that a workflow can have.
  package static let ordinals = 4096

  package var rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// `ordinal` is the task's index in its plan: 0..<4096.
  package init(run: Int64, ordinal: Int) { rawValue = run << 12 | Int64(ordinal) }

  package var runNumber: Int64 { rawValue >> 12 }

  package var ordinal: Int { Int(rawValue & 0xFFF) }

  /// What people see; `createdAt` is the run's.
  package func publicID(createdAt: Timestamp) -> PublicID {
    PublicID(kind: .task, createdAt: createdAt, number: rawValue)
  }

  /// Age: the older run first, then the order of the plan.
  package static func < (left: TaskID, right: TaskID) -> Bool { left.rawValue < right.rawValue }
}
