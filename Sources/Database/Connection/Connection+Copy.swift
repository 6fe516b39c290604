import CPostgres

extension Connection {
  /// Sent at once: what surely fits into a socket that takes more (Linux: a third of its buffer is free, 30 kB at least).
  private static let copyPiece = 16384
  /// Handed on at once.
  private static let copyChunk = 65536

  func runCopyIn<Chunks: AsyncSequence & Sendable>(
    _ sql: String, _ chunks: Chunks, _ operation: Operation
  ) async throws(DatabaseError) -> Result<Int, any Error> where Chunks.Element == [UInt8] {
    try await beginCopy(sql, PGRES_COPY_IN, operation)
    var obstacle: (any Error)?
    do {
      var pending = 0
      chunks: for try await chunk in chunks {
        for start in stride(from: 0, to: chunk.count, by: Self.copyPiece) {
          // A sequence that ends early because the task was cancelled must not look like a complete one: see below.
          guard operation.verdict == nil else { break chunks }
          let piece = chunk[start..<min(start + Self.copyPiece, chunk.count)]
          guard try await put(piece, operation) else { break chunks }
          pending += piece.count
          guard pending >= Self.copyPiece else { continue }
          pending = 0
          guard try await drain(operation) else { break chunks }
        }
      }
      obstacle = operation.verdict
    } catch {
      obstacle = error
    }
    if let reason = closed.value { throw (obstacle as? DatabaseError) ?? Self.refused(reason) }
    let refusal = obstacle == nil ? nil : "given up by the client"
    while true {
      let ended = wire.endCopy(refusal: refusal)
      if ended == .done { break }
      if ended == .broken { throw lost() }
      try await pump(operation, [.read, .write])
    }
    try await flush(operation)
    do throws(DatabaseError) {
      let rows = try await results(operation)
      return .success(rows.last?.affected ?? 0)
    } catch {
      return .failure(isClosed ? error : obstacle ?? error)
    }
  }

  func runCopyOut(
    _ sql: String, _ operation: Operation, _ body: @Sendable ([UInt8]) async throws -> Void
  ) async throws(DatabaseError) -> Result<Int, any Error> {
    try await beginCopy(sql, PGRES_COPY_OUT, operation)
    var obstacle: (any Error)?
    var buffer: [UInt8] = []
    copying: while true {
      let copied = wire.get(into: &buffer)
      if obstacle == nil, copied != .row || buffer.count >= Self.copyChunk, !buffer.isEmpty {
        do {
          try await body(buffer)
          obstacle = operation.verdict
        } catch {
          obstacle = error
        }
        // The rest is read all the same, to leave the connection usable: a cancelled server soon ends it.
        if obstacle != nil { _ = operation.cancel(operation.reason ?? .cancelled, with: cancelKey) }
        buffer.removeAll(keepingCapacity: true)
      }
      switch copied {
      case .row: if obstacle != nil { buffer.removeAll(keepingCapacity: true) }
      case .later:
        try await pump(operation, .read)
        obstacle = obstacle ?? (operation.reason == nil ? nil : operation.verdict)
      case .end: break copying
      }
    }
    if wire.handle == nil { throw lost() }
    do throws(DatabaseError) {
      let rows = try await results(operation)
      return obstacle.map { .failure($0) } ?? .success(rows.last?.affected ?? 0)
    } catch {
      return .failure(isClosed ? error : obstacle ?? error)
    }
  }

  private func beginCopy(
    _ sql: String, _ expected: ExecStatusType, _ operation: Operation
  ) async throws(DatabaseError) {
    guard wire.send(script: sql) else { throw lost() }
    try await flush(operation)
    guard let result = try await nextResult(operation) else { throw lost() }
    let status = PQresultStatus(result)
    if status == expected {
      PQclear(result)
      return
    }
    let failed = failure(result, operation)
    PQclear(result)
    switch status {
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: throw unusable("this COPY goes in the other direction")
    default: break
    }
    if !isClosed { _ = try await results(operation) }
    throw failed ?? DatabaseError(.protocolViolation, "the statement is no COPY")
  }

  /// - Returns: false if the server does not want more.
  private func put(_ bytes: ArraySlice<UInt8>, _ operation: Operation) async throws(DatabaseError) -> Bool {
    try await sending(operation) { wire.put(bytes) }
  }

  /// Waits until the server has taken what libpq holds.
  /// - Returns: false if the server does not want more.
  private func drain(_ operation: Operation) async throws(DatabaseError) -> Bool {
    try await sending(operation) { wire.flush() }
  }

  private func sending(_ operation: Operation, _ step: () -> Wire.Flush) async throws(DatabaseError) -> Bool {
    while true {
      let word = wire.word
      if word == .refusal || operation.verdict != nil { return false }
      if wire.hasRoom {
        switch step() {
        case .done: return true
        case .broken: throw lost()
        case .again: break
        }
      }
      // What need not be read is left there, for a refusal that comes meanwhile would be read with it.
      try await pump(operation, word == .much ? [.read, .write] : .write, reads: word == .much)
    }
  }
}
