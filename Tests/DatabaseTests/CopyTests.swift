import Database
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite(.orphanReaping) struct CopyTests {
  private struct Stop: Error {}

  private func connect() async throws -> Connection {
    let connection = try await TestDatabase.shared().connect()
    try await connection.simple("create temp table t (i int, s text)")
    return connection
  }

  private func count(_ connection: Connection) async throws -> Int {
    try await connection.execute("select count(*) from t").only().get(0)
  }

  @Test func thereAndBack() async throws {
    let connection = try await connect()
    let lines = (0..<50_000).map { "\($0)\tligne n° \($0)\n" }
    // Chunks need not end where rows do.
    let all = Array(lines.joined().utf8)
    let chunks = stride(from: 0, to: all.count, by: 999).map { Array(all[$0..<min($0 + 999, all.count)]) }
    #expect(try await connection.copyIn("copy t from stdin", chunks) == 50_000)
    let back = Mutex([UInt8]())
    let copied = try await connection.copyOut("copy (select * from t order by i) to stdout") { chunk in
      back.withLock { $0 += chunk }
    }
    #expect(copied == 50_000)
    #expect(back.withLock { $0 == all })
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func nothingToCopy() async throws {
    let connection = try await connect()
    #expect(try await connection.copyIn("copy t from stdin", [] as [[UInt8]]) == 0)
    #expect(try await connection.copyIn("copy t from stdin", [[]]) == 0)
    #expect(try await connection.copyOut("copy t to stdout") { _ in Issue.record("there is no row") } == 0)
  }

  @Test func aFailingSourceCopiesNothing() async throws {
    let connection = try await connect()
    let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
      continuation.yield(Array("1\ta\n".utf8))
      continuation.finish(throwing: Stop())
    }
    await #expect(throws: Stop.self) { try await connection.copyIn("copy t from stdin", chunks) }
    #expect(try await count(connection) == 0)
  }

  /// The server says so at once, or after something else.
  @Test(arguments: [false, true]) func aBadRowEndsItSoon(isAnnounced: Bool) async throws {
    let connection = try await connect()
    if isAnnounced {
      try await connection.simple(
        """
        create function pg_temp.announce() returns trigger language plpgsql as $$
        begin
          if new.s = 'bad' then raise notice 'here it comes'; new.s := new.s::int; end if;
          return new;
        end $$;
        create trigger announce before insert on t for each row execute function pg_temp.announce();
        """)
    }
    let bad = isAnnounced ? "1\tbad\n" : "hunter2\tx\n"
    let taken = Mutex(0)
    // Would go on for half a gigabyte.
    let chunks = AsyncStream<[UInt8]> {
      let number = taken.withLock { taken in
        taken += 1
        return taken
      }
      return number > 6000 ? nil : Array(String(repeating: number == 3 ? bad : "1\tx\n", count: 20_000).utf8)
    }
    let error = await #expect(throws: DatabaseError.self) { try await connection.copyIn("copy t from stdin", chunks) }
    #expect(error?.code == .sqlState("22P02"))
    #expect(taken.withLock(\.self) < 6000)
    #expect(error?.message.contains("hunter2") == false)
    if !isAnnounced { #expect(error?.verboseDescription.contains("hunter2") == true) }
    #expect(try await count(connection) == 0)
  }

  @Test func aCancelledTaskCopiesNothing() async throws {
    let connection = try await connect()
    let (chunks, source) = AsyncStream.makeStream(of: [UInt8].self)
    let task = Task { try await connection.copyIn("copy t from stdin", chunks) }
    source.yield(Array(String(repeating: "1\tx\n", count: 100_000).utf8))
    try await eventually("the copy began") {
      try await TestDatabase.activity(of: connection) == "active"
    }
    // It ends the stream too, which must not look like the end of the data.
    task.cancel()
    let error = await #expect(throws: DatabaseError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(try await count(connection) == 0)
  }

  @Test func wrongStatements() async throws {
    let connection = try await connect()
    let chunks: [[UInt8]] = [[1]]
    let error = await #expect(throws: DatabaseError.self) { try await connection.copyIn("copy u from stdin", chunks) }
    #expect(error?.code == .sqlState("42P01"))
    await #expect(throws: DatabaseError.self) { try await connection.copyIn("select 1", chunks) }
    #expect(try await connection.execute("select 1").count == 1)
    await #expect(throws: DatabaseError.self) { try await connection.copyIn("copy t to stdout", chunks) }
    #expect(connection.isClosed)
  }

  @Test func aReaderMayStop() async throws {
    let connection = try await connect()
    let seen = Mutex(0)
    await #expect(throws: Stop.self) {
      try await connection.copyOut("copy (select generate_series(1, 100000000)) to stdout") { chunk in
        seen.withLock { $0 += chunk.count }
        throw Stop()
      }
    }
    #expect(seen.withLock { $0 } < 200_000)
    #expect(try await connection.execute("select 1").count == 1)
  }

  @Test func copyingOutTimesOut() async throws {
    let connection = try await connect()
    let error = await #expect(throws: DatabaseError.self) {
      try await connection.copyOut("copy (select pg_sleep(60)) to stdout", timeout: .milliseconds(100)) { _ in }
    }
    #expect(error?.code == .timeout)
    #expect(try await connection.execute("select 1").count == 1)
  }

  /// In a process of its own, to know its memory.
  @Test func aHundredMegabytesNeedLittleMemory() async throws {
    await #expect(processExitsWith: .success) {
      let connection = try await TestDatabase.shared().connect()
      try await connection.simple("create temp table t (s text)")
      let line = Array((String(repeating: "x", count: 999) + "\n").utf8)
      let chunk = Array(repeating: line, count: 200).flatMap { $0 }
      let before = peakMemory()
      let left = Mutex(512)
      let chunks = AsyncStream<[UInt8]> {
        let isLeft = left.withLock { left in
          left -= 1
          return left >= 0
        }
        return isLeft ? chunk : nil
      }
      let rows = try await connection.copyIn("copy t from stdin", chunks)
      precondition(rows == 512 * 200)
      let bytes = Mutex(0)
      _ = try await connection.copyOut("copy t to stdout") { chunk in bytes.withLock { $0 += chunk.count } }
      precondition(bytes.withLock { $0 } == 512 * 200 * 1000)
      let grown = peakMemory() - before
      precondition(grown < 16 << 10, "\(grown) KiB more for 100 MB")
    }
  }
}

/// The most memory that this process has had resident, in KiB.
private func peakMemory() -> Int {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  return usage.ru_maxrss
}
