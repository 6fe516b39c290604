/// What so many runs cost, and who was busy with them.
package struct Cost: Sendable {
  package var runs: Int
  /// How long it was watched.
  package var seconds: Double
  /// Processor time in seconds.
  package var clientTime: Double
  /// Of child processes.
  package var childrenTime: Double
  /// Of the whole server; nil: unknown, since it is not on this machine.
  package var serverTime: Double?
  /// Of all other programs of this machine; nil: unknown.
  package var otherTime: Double?
  package var commits: Int64
  package var walBytes: Int64
  /// Sent by this process.
  package var statements: Int
  package var roundTrips: Int
  /// Rows inserted, updated and deleted.
  package var rows: Int64
  package var checkpoints: Int64
  /// What hatchet's sessions of the server did whenever one of them was busy, as shares of 1: waits by name, computing as
  /// "".
  package var waits: [String: Double]
  /// Processors of this machine.
  package var processors: Int

  package init(
    runs: Int, seconds: Double, clientTime: Double, childrenTime: Double, serverTime: Double?,
    otherTime: Double?, commits: Int64, walBytes: Int64, statements: Int, roundTrips: Int, rows: Int64,
    checkpoints: Int64, waits: [String: Double],
    processors: Int
  ) {
    self.runs = runs
    self.seconds = seconds
    self.clientTime = clientTime
    self.childrenTime = childrenTime
    self.serverTime = serverTime
    self.otherTime = otherTime
    self.commits = commits
    self.walBytes = walBytes
    self.statements = statements
    self.roundTrips = roundTrips
    self.rows = rows
    self.checkpoints = checkpoints
    self.waits = waits
    self.processors = processors
  }

  package func perRun(_ amount: some BinaryInteger) -> Double { Double(amount) / Double(max(1, runs)) }
  package func perRun(_ amount: Double) -> Double { amount / Double(max(1, runs)) }
  package func perSecond(_ amount: some BinaryInteger) -> Double { seconds > 0 ? Double(amount) / seconds : 0 }

  /// Processors that a processor time kept busy on average.
  package func busy(_ time: Double) -> Double { seconds > 0 ? time / seconds : 0 }
}
