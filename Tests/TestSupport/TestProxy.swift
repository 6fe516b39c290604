import Database
import Glibc
import Synchronization

/// A bad network between a client and a test server: it forwards bytes, and on request drops connections, refuses new
/// ones, delays what it carries, or swallows it while both ends believe that they are connected.
///
/// It listens on a loopback address of its own, which stands for a machine; `poll` and all else are on one thread.
package final class TestProxy: Sendable {
  /// What becomes of bytes, in each direction.
  package struct Fate: Sendable, Equatable {
    package var delay = Duration.zero
    package var swallowsRequests = false
    package var swallowsAnswers = false

    package init(delay: Duration = .zero, swallowsRequests: Bool = false, swallowsAnswers: Bool = false) {
      self.delay = delay
      self.swallowsRequests = swallowsRequests
      self.swallowsAnswers = swallowsAnswers
    }

    /// Half open in both directions.
    package static let silent = Fate(swallowsRequests: true, swallowsAnswers: true)
  }

  struct Orders: Sendable {
    var fate = Fate()
    /// Of the connections that there are; nil: the same.
    var fateOfPresent: Fate?
    var refuses = false
    var mustDrop = false
    var isOver = false
  }

  package let address: String
  package let port: Int
  private let orders = Mutex(Orders())
  private let count = Atomic(0)
  /// A pipe's end, that wakes the thread.
  private let bell: Int32

  /// - Parameters:
  ///   - machine: the last byte of its address in 127.0.0.0/8, from 2 on.
  ///   - socket: of the server, as `TestServer` has it.
  package init(machine: Int, to socket: String) throws {
    address = "127.0.0.\(machine)"
    let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr(address)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(listener, place, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, place, &length) == 0
      }
    }
    guard isListening else { throw TestServer.Failure(description: "unable to listen on \(address): \(errno)") }
    port = Int(UInt16(bigEndian: place.sin_port))
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw TestServer.Failure(description: "unable to make a pipe: \(errno)") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    bell = ends[1]
    let alarm = ends[0]
    Task.detached { [self] in
      await onThread {
        var loop = ProxyLoop(listener: listener, alarm: alarm, upstream: socket)
        loop.run(self.take, self.note)
      }
    }
  }

  /// The database of the shared server by way of this proxy.
  package static func machine(_ number: Int, to database: TestDatabase) throws -> TestProxy {
    guard let folder = database.target.host, folder.hasPrefix("/") else {
      throw TestServer.Failure(description: "a proxy needs a server on a Unix socket")
    }
    return try TestProxy(machine: number, to: "\(folder)/.s.PGSQL.\(database.target.port)")
  }

  /// The same database, but through this proxy.
  package func database(_ database: TestDatabase) -> TestDatabase {
    let target = database.target.setting("host", address).setting("port", "\(port)")
    return TestDatabase(target: target, url: target.redacted)
  }

  /// How many connections it carries.
  package var connections: Int { count.load(ordering: .relaxed) }

  /// From now on, for all connections.
  package func set(_ fate: Fate) {
    change {
      $0.fate = fate
      $0.fateOfPresent = nil
    }
  }

  /// For the connections that there are; new ones go on as before.
  package func setPresent(_ fate: Fate) { change { $0.fateOfPresent = fate } }

  /// Ends all connections at once.
  package func drop() { change { $0.mustDrop = true } }

  /// Ends all connections, and takes no more until `heal`.
  package func cut() {
    change {
      $0.mustDrop = true
      $0.refuses = true
    }
  }

  /// Carries what comes from now on. What was half open is closed: there are bytes missing.
  package func heal() {
    change { orders in
      let wasSilent = orders.fate.swallowsRequests || orders.fate.swallowsAnswers || orders.fateOfPresent != nil
      orders = Orders(mustDrop: wasSilent || orders.refuses)
    }
  }

  /// Ends it and all that goes through it.
  package func stop() { change { $0.isOver = true } }

  private func change(_ body: (inout Orders) -> Void) {
    orders.withLock { body(&$0) }
    var one: UInt8 = 1
    _ = write(bell, &one, 1)
  }

  /// What is to be done; once.
  @Sendable private func take() -> Orders {
    orders.withLock { orders in
      defer { (orders.mustDrop, orders.fateOfPresent) = (false, nil) }
      return orders
    }
  }

  @Sendable private func note(_ connections: Int) { count.store(connections, ordering: .relaxed) }
}
