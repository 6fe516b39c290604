import CPostgres

extension Connection {
  /// What was sent, in order: each is answered in this order.
  enum Step {
    /// A statement prepared for a call.
    case prepare(call: Int, PreparedKey, String)
    case call(Int)
    case sync
  }

  /// Runs every segment in one round trip: a list of calls is one implicit transaction, whatever becomes of the others.
  func run(
    _ segments: [[Call]], _ operation: Operation
  ) async throws(DatabaseError) -> [Result<[Rows], DatabaseError>] {
    if let call = segments.lazy.joined().first(where: { $0.parameters.count > 65535 }) {
      throw DatabaseError(.protocolViolation, "\(call.parameters.count) parameters are more than 65535")
    }
    Traffic.note(segments)
    guard wire.enterPipeline() else { throw lost() }
    var steps: [[Step]] = []
    for segment in segments { steps.append(try send(segment)) }
    try await flush(operation)
    var results: [Result<[Rows], DatabaseError>] = []
    for segment in steps {
      do throws(DatabaseError) {
        results.append(try await receive(segment, operation))
      } catch {
        // The connection is gone, and with it the answers to come. Those that came were committed.
        results.append(.failure(error))
      }
      if let reason = closed.value {
        while results.count < segments.count { results.append(.failure(Self.refused(reason))) }
        return results
      }
    }
    guard wire.exitPipeline() else { throw lost() }
    return results
  }

  /// Queues a segment.
  private func send(_ segment: [Call]) throws(DatabaseError) -> [Step] {
    var steps: [Step] = []
    var names: [PreparedKey: String] = [:]
    for (index, call) in segment.enumerated() {
      var name: String?
      if call.statement.prepared {
        let key = PreparedKey(statement: call.statement, types: call.parameters.types)
        name = prepared[key] ?? names[key]
        if name == nil {
          // A segment prepares what it needs itself, under a name of its own: one before it may fail before it gets there.
          preparedCount += 1
          let fresh = "\(call.statement.name ?? "s")_\(preparedCount)"
          guard wire.prepare(fresh, call.statement.text, types: key.types) else { throw lost() }
          steps.append(.prepare(call: index, key, fresh))
          names[key] = fresh
          name = fresh
        }
      }
      guard wire.send(name, call.statement.text, call.parameters) else { throw lost() }
      steps.append(.call(index))
    }
    guard wire.sync() else { throw lost() }
    return steps + [.sync]
  }

  /// Reads the answers to a segment.
  private func receive(
    _ steps: [Step], _ operation: Operation
  ) async throws(DatabaseError) -> Result<[Rows], DatabaseError> {
    var rows: [Rows] = []
    var failed: DatabaseError?
    for step in steps {
      switch step {
      case .sync:
        if let error = try await receiveSync(operation) { failed = failed ?? error }
        if isClosed { return .failure(failed ?? lost()) }
      case .call(let index), .prepare(let index, _, _):
        while let result = try await nextResult(operation) {
          switch PQresultStatus(result) {
          case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            if case .prepare(_, let key, let name) = step {
              prepared[key] = name
              PQclear(result)
            } else {
              rows.append(Rows(result, wire.notices))
            }
          case PGRES_PIPELINE_ABORTED: PQclear(result)
          case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            throw unusable("COPY is not possible here: use copyIn or copyOut")
          default:
            var error = failure(result, operation)
            error?.callIndex = index
            PQclear(result)
            forgetPrepared(after: error)
            failed = failed ?? error ?? unusable("libpq gave a result without an error")
            if isClosed { return .failure(failed ?? lost()) }
          }
        }
      }
    }
    if let failed { return .failure(failed) }
    return .success(rows)
  }

  /// Reads up to the end of a segment.
  /// - Returns: the error of its commit: a deferred constraint, a serialisation failure. libpq gives it as a result
  ///   before that of the sync, with the end of a command in between.
  private func receiveSync(_ operation: Operation) async throws(DatabaseError) -> DatabaseError? {
    var failed: DatabaseError?
    var ends = 0
    while ends < 3 {
      guard let result = try await nextResult(operation) else {
        ends += 1
        continue
      }
      let status = PQresultStatus(result)
      let error = failure(result, operation)
      PQclear(result)
      if status == PGRES_PIPELINE_SYNC { return failed }
      failed = failed ?? error
      if isClosed { return failed }
    }
    throw unusable("libpq lost count of the pipeline")
  }

  /// The conversation cannot go on.
  func unusable(_ message: String) -> DatabaseError {
    let error = DatabaseError(.protocolViolation, message)
    close(error)
    return error
  }

  /// The server does not know a statement any more (DISCARD ALL, a pooler), or its result has changed its shape: next
  /// time, all are prepared anew.
  private func forgetPrepared(after error: DatabaseError?) {
    guard let state = error?.sqlState, state == "26000" || state == "0A000" else { return }
    prepared = [:]
  }

  static func message(of result: OpaquePointer) -> ServerMessage? { ServerMessage(result: result) }
}
