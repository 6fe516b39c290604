package import Time

/// A run: its identity number, and when it was created, which names its partition.
package struct RunID: Hashable, Sendable {
  /// The identity column of `run`: 1 to 2^50 - 1.
  package var number: Int64
  package var createdAt: Timestamp

  package init(number: Int64, createdAt: Timestamp) {
    self.number = number
    self.createdAt = createdAt
  }

  /// What people see and type.
  package var publicID: PublicID { PublicID(kind: .run, createdAt: createdAt, number: number) }

  /// The public id as text.
  package var text: String { publicID.text }

  /// Reads a public id of kind run; that of one of its tasks names its run, too.
  ///
  /// Throws `invalidID`.
  package init(parsing text: some StringProtocol) throws(EngineError) {
    let id = try PublicID(parsing: text)
    switch id.kind {
    case .run: self.init(number: id.number, createdAt: id.createdAt)
    case .task: self.init(number: TaskID(rawValue: id.number).runNumber, createdAt: id.createdAt)
    case .event: throw .wrongKind(text, wanted: "a run", got: "an event")
    }
  }
}

/// A row of the workflow versions: what a run was started with, and keeps.
package struct VersionID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One start of a worker process: an identity number, never used again, and the key of its advisory lock.
package struct WorkerID: RawRepresentable, Hashable, Sendable {
  package var rawValue: Int64

  package init(rawValue: Int64) { self.rawValue = rawValue }
}
