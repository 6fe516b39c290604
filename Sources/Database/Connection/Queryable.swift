/// What runs statements: a `Connection`, or a `Transaction` on one.
package protocol Queryable: Sendable {
  /// Runs every list of calls as an implicit transaction of its own, all in one round trip.
  ///
  /// - Parameter timeout: for all of it; nil: none.
  /// - Returns: a result per list. A list fails as a whole; `callIndex` of its error says at which call.
  /// - Throws: what concerns all: the connection is closed, or the call was cancelled before it began.
  func pipeline(
    _ segments: [[Call]], timeout: Duration?
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>]

  /// Runs a script of several statements by the simple protocol: one implicit transaction, unless it says otherwise.
  ///
  /// - Returns: a result per statement, in text form: `Row.text`.
  @discardableResult
  func simple(_ script: String, timeout: Duration?) async throws(DatabaseError) -> [Rows]

  /// Sends `chunks` to a `copy … from stdin`. It asks for the next when the server has taken the last. While it waits
  /// for `chunks`, the time-out is not looked at: a source that may stall needs one of its own.
  ///
  /// - Returns: the number of rows.
  /// - Throws: `DatabaseError`, or what `chunks` throws: then nothing was copied.
  func copyIn<Chunks: AsyncSequence & Sendable>(
    _ sql: String, _ chunks: Chunks, timeout: Duration?
  ) async throws -> Int where Chunks.Element == [UInt8]

  /// Runs a `copy … to stdout`, and hands its bytes to `body`, whole rows, some 64 KiB at a time. The server waits for
  /// `body`.
  ///
  /// - Returns: the number of rows.
  /// - Throws: `DatabaseError`, or what `body` throws: then the rest is not read.
  func copyOut(
    _ sql: String, timeout: Duration?, _ body: @Sendable ([UInt8]) async throws -> Void
  ) async throws -> Int
}

extension Queryable {
  /// Runs one statement.
  @discardableResult
  package func execute(
    _ statement: SQLStatement, _ parameters: Parameters = [], timeout: Duration? = nil
  ) async throws(DatabaseError) -> Rows {
    do throws(DatabaseError) {
      return try await pipeline([Call(statement, parameters)], timeout: timeout)[0]
    } catch {
      var error = error
      error.callIndex = nil
      throw error
    }
  }

  /// Runs all calls in one round trip and, outside a transaction, as one implicit transaction: all or none.
  ///
  /// - Throws: `callIndex` of the error says which failed.
  @discardableResult
  package func pipeline(_ calls: [Call], timeout: Duration? = nil) async throws(DatabaseError) -> [Rows] {
    guard !calls.isEmpty else { return [] }
    return try await pipeline([calls], timeout: timeout)[0].get()
  }

  package func pipeline(
    _ segments: [[Call]]
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    try await pipeline(segments, timeout: nil)
  }

  @discardableResult
  package func simple(_ script: String) async throws(DatabaseError) -> [Rows] {
    try await simple(script, timeout: nil)
  }

  /// The same, from what is in memory.
  package func copyIn(
    _ sql: String, _ chunks: [[UInt8]], timeout: Duration? = nil
  ) async throws -> Int {
    try await copyIn(sql, ChunksInMemory(chunks: chunks), timeout: timeout)
  }
}

private struct ChunksInMemory: AsyncSequence, Sendable {
  let chunks: [[UInt8]]

  func makeAsyncIterator() -> Iterator { Iterator(rest: chunks[...]) }

  struct Iterator: AsyncIteratorProtocol {
    var rest: ArraySlice<[UInt8]>

    mutating func next() async -> [UInt8]? { rest.popFirst() }
  }
}
