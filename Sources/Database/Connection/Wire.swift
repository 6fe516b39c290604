import CPostgres
import Glibc

/// libpq's connection, and the only code that calls it; frees it exactly once.
///
/// Sendable: exactly one owner uses it at a time. The thread that opens it hands it over through a `Promise` and never
/// touches it again; from then on the actor `Connection` serialises every use.
final class Wire: @unchecked Sendable {
  /// Nil once it is closed.
  private(set) var handle: OpaquePointer?
  let notices: NoticeSink

  /// Takes over `handle`.
  init(_ handle: OpaquePointer, notices: NoticeSink) {
    self.handle = handle
    self.notices = notices
  }

  deinit { close() }

  func close() {
    guard let handle else { return }
    self.handle = nil
    let socket = PQsocket(handle)
    if socket >= 0 { Reactor.shared.forget(socket) }
    PQfinish(handle)
  }

  var socket: Int32 { handle.map { PQsocket($0) } ?? -1 }
  var isBroken: Bool { handle.map { PQstatus($0) != CONNECTION_OK } ?? true }
  var isBusy: Bool { handle.map { PQisBusy($0) == 1 } ?? false }
  var processID: Int32 { handle.map { PQbackendPID($0) } ?? 0 }
  var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }
  var isInTransaction: Bool {
    handle.map { PQtransactionStatus($0) != PQTRANS_IDLE } ?? false
  }
  /// In characters, as the server reports it: `in_hot_standby`, `TimeZone`, …
  func parameter(_ name: String) -> String? {
    handle.flatMap { PQparameterStatus($0, name) }.map { String(cString: $0) }
  }

  /// What libpq says of the broken connection: its own first line, never the server's answer to a query.
  var brokenReason: String {
    let text = handle.map { String(cString: PQerrorMessage($0)) } ?? ""
    let known = ["server closed", "could not", "SSL", "connection", "no connection", "lost synchronization"]
    let line = text.split(separator: "\n").last { line in known.contains { line.hasPrefix($0) } }
    return line.map { String($0) } ?? "the server is gone"
  }

  /// False if the connection broke.
  func consumeInput() -> Bool { handle.map { PQconsumeInput($0) == 1 } ?? false }

  enum Flush { case done, again, broken }

  func flush() -> Flush {
    switch handle.map({ PQflush($0) }) {
    case 0: .done
    case 1: .again
    default: .broken
    }
  }

  /// Only when not `isBusy`.
  func nextResult() -> OpaquePointer? { handle.flatMap { PQgetResult($0) } }

  func nextNotification() -> Notification? {
    guard let handle, let notify = PQnotifies(handle) else { return nil }
    defer { PQfreemem(notify) }
    return Notification(
      channel: String(cString: notify.pointee.relname), payload: String(cString: notify.pointee.extra),
      processID: notify.pointee.be_pid)
  }

  func cancelKey() -> CancelKey? { handle.flatMap { PQgetCancel($0) }.map(CancelKey.init) }

  /// What the server has to say.
  enum Word {
    /// Nothing that matters now: it may wait.
    case little
    /// So much that the server will soon wait for somebody to read it.
    case much
    case refusal
  }

  /// What it says, as far as can be seen without reading it (not through TLS). While the server takes a COPY, libpq looks
  /// at no error that it has read, and would go on sending to the end.
  var word: Word {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { bytes in
      let count = recv(socket, bytes.baseAddress, bytes.count, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
      // Notices, settings and notifications may come before an error: a letter, then the length with its own four bytes.
      var start = 0
      while start < count {
        if bytes[start] == UInt8(ascii: "E") { return .refusal }
        guard "NSA".utf8.contains(bytes[start]), start + 5 <= count else { break }
        start += 1 + bytes[(start + 1)..<(start + 5)].reduce(0) { $0 << 8 | Int($1) }
      }
      return count == bytes.count ? .much : .little
    }
  }

  /// The socket takes some ten kilobytes at once. Sending them without, libpq would read what there is, an error too.
  var hasRoom: Bool {
    var descriptor = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    return poll(&descriptor, 1, 0) == 1
  }

  func put(_ bytes: ArraySlice<UInt8>) -> Flush {
    guard let handle else { return .broken }
    let code = bytes.withUnsafeBytes { bytes in
      PQputCopyData(handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
    return code == 1 ? .done : code == 0 ? .again : .broken
  }

  /// - Parameter refusal: makes the server throw all of it away.
  func endCopy(refusal: String?) -> Flush {
    let code = handle.map { PQputCopyEnd($0, refusal) }
    return code == 1 ? .done : code == 0 ? .again : .broken
  }

  enum Copied { case row, later, end }

  /// Appends the next row of a COPY out.
  func get(into buffer: inout [UInt8]) -> Copied {
    guard let handle else { return .end }
    var row: UnsafeMutablePointer<CChar>?
    let count = PQgetCopyData(handle, &row, 1)
    defer { PQfreemem(row) }
    guard count > 0, let row else { return count == 0 ? .later : .end }
    buffer.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(count)))
    return .row
  }

  // MARK: Pipeline. All return false if libpq refuses, which after our checks means that the connection broke.

  func enterPipeline() -> Bool { handle.map { PQenterPipelineMode($0) == 1 } ?? false }
  func exitPipeline() -> Bool { handle.map { PQexitPipelineMode($0) == 1 } ?? false }
  func sync() -> Bool { handle.map { PQpipelineSync($0) == 1 } ?? false }
  func send(script: String) -> Bool { handle.map { PQsendQuery($0, script) == 1 } ?? false }

  func prepare(_ name: String, _ text: String, types: [UInt32]) -> Bool {
    handle.map { PQsendPrepare($0, name, text, Int32(types.count), types) == 1 } ?? false
  }

  /// - Parameter name: of the prepared statement; nil: `text`, unnamed.
  func send(_ name: String?, _ text: String, _ parameters: Parameters) -> Bool {
    guard let handle else { return false }
    let count = Int32(parameters.count)
    return parameters.withPointers { values, lengths, formats in
      if let name {
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
      } else {
        PQsendQueryParams(handle, text, count, parameters.types, values, lengths, formats, 1) == 1
      }
    }
  }
}

extension Parameters {
  /// The three arrays that libpq wants.
  fileprivate func withPointers<Result>(
    _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
  ) -> Result {
    // An empty value needs an address too, since none means NULL.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
      writer.bytes.withUnsafeBytes { bytes in
        var values: [UnsafePointer<CChar>?] = []
        var lengths: [Int32] = []
        values.reserveCapacity(count)
        lengths.reserveCapacity(count)
        var start = 0
        for (end, isNull) in zip(ends, nulls) {
          let address = bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
          values.append(isNull ? nil : address ?? UnsafePointer(empty.baseAddress))
          lengths.append(Int32(end - start))
          start = end
        }
        return body(values, lengths, Array(repeating: 1, count: count))
      }
    }
  }
}
