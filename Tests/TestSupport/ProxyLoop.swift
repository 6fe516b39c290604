import Glibc

/// The thread of a proxy: all its sockets, and the bytes that wait in it.
struct ProxyLoop {
  private static let chunk = 65_536
  /// A side that does not read holds up the other, as a network would.
  private static let capacity = 1 << 20

  private let listener: Int32
  private let alarm: Int32
  private let upstream: String
  private var pairs: [Pair] = []
  private var orders = TestProxy.Orders()

  /// Bytes on their way from one socket to the other.
  private struct Stream {
    var source: Int32
    var sink: Int32
    var waiting: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    var size = 0
    var hasEnded = false

    var isOver: Bool { hasEnded && waiting.isEmpty }
  }

  private struct Pair {
    var requests: Stream
    var answers: Stream
    /// nil: that of all.
    var fate: TestProxy.Fate?
    var isBroken = false
  }

  init(listener: Int32, alarm: Int32, upstream: String) {
    (self.listener, self.alarm, self.upstream) = (listener, alarm, upstream)
  }

  mutating func run(_ take: () -> TestProxy.Orders, _ note: (Int) -> Void) {
    while !orders.isOver {
      var descriptors = [
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0), pollfd(fd: alarm, events: Int16(POLLIN), revents: 0),
      ]
      let now = ContinuousClock.now
      var limit = Duration.seconds(60)
      for pair in pairs {
        for stream in [pair.requests, pair.answers] {
          if !stream.hasEnded, stream.size < Self.capacity {
            descriptors.append(pollfd(fd: stream.source, events: Int16(POLLIN), revents: 0))
          }
          guard let next = stream.waiting.first else { continue }
          if next.due <= now {
            descriptors.append(pollfd(fd: stream.sink, events: Int16(POLLOUT), revents: 0))
          } else {
            limit = min(limit, next.due - now)
          }
        }
      }
      _ = poll(&descriptors, nfds_t(descriptors.count), Int32((limit / .milliseconds(1)).rounded(.up)))
      var rings = [UInt8](repeating: 0, count: 64)
      if read(alarm, &rings, rings.count) > 0 { obey(take()) }
      if descriptors[0].revents != 0 { accept() }
      let ready = Set(descriptors.lazy.filter { $0.revents != 0 }.map(\.fd))
      for index in pairs.indices { move(index, ready) }
      for pair in pairs where pair.isBroken || (pair.requests.isOver && pair.answers.isOver) { close(pair) }
      pairs.removeAll { $0.isBroken || ($0.requests.isOver && $0.answers.isOver) }
      note(pairs.count)
    }
    for pair in pairs { close(pair) }
    Glibc.close(listener)
    Glibc.close(alarm)
  }

  private mutating func obey(_ new: TestProxy.Orders) {
    orders = new
    if new.mustDrop {
      for pair in pairs { close(pair) }
      pairs = []
    }
    if let fate = new.fateOfPresent { for index in pairs.indices { pairs[index].fate = fate } }
  }

  private mutating func accept() {
    let client = Glibc.accept(listener, nil, nil)
    guard client >= 0 else { return }
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    _ = fcntl(client, F_SETFL, O_NONBLOCK)
    guard !orders.refuses, let server = connect() else {
      Glibc.close(client)
      return
    }
    var one: Int32 = 1
    setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    pairs.append(
      Pair(requests: Stream(source: client, sink: server), answers: Stream(source: server, sink: client)))
  }

  private func connect() -> Int32? {
    let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: Array(upstream.utf8)) }
    let isConnected = withUnsafePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        Glibc.connect(server, place, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isConnected else {
      Glibc.close(server)
      return nil
    }
    _ = fcntl(server, F_SETFL, O_NONBLOCK)
    return server
  }

  private mutating func move(_ index: Int, _ ready: Set<Int32>) {
    let fate = pairs[index].fate ?? orders.fate
    let isSound =
      Self.carry(&pairs[index].requests, ready, delay: fate.delay, swallows: fate.swallowsRequests)
      && Self.carry(&pairs[index].answers, ready, delay: fate.delay, swallows: fate.swallowsAnswers)
    if !isSound { pairs[index].isBroken = true }
  }

  /// False if one end is gone for good. The end of what is swallowed is swallowed, too.
  private static func carry(_ stream: inout Stream, _ ready: Set<Int32>, delay: Duration, swallows: Bool) -> Bool {
    if ready.contains(stream.source), !stream.hasEnded {
      var bytes = [UInt8](repeating: 0, count: chunk)
      let count = read(stream.source, &bytes, bytes.count)
      if count > 0, !swallows {
        stream.waiting.append((.now + delay, Array(bytes[..<count])))
        stream.size += count
      } else if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) {
        stream.hasEnded = true
        if !swallows, count < 0 { return false }
        if !swallows, stream.waiting.isEmpty { shutdown(stream.sink, Int32(SHUT_WR)) }
      }
    }
    while let next = stream.waiting.first, next.due <= .now {
      let count = send(stream.sink, next.bytes, next.bytes.count, Int32(MSG_NOSIGNAL))
      guard count >= 0 else { return errno == EAGAIN || errno == EINTR }
      stream.size -= count
      if count < next.bytes.count {
        stream.waiting[0].bytes.removeFirst(count)
      } else {
        stream.waiting.removeFirst()
        if stream.isOver { shutdown(stream.sink, Int32(SHUT_WR)) }
      }
    }
    return true
  }

  private func close(_ pair: Pair) {
    Glibc.close(pair.requests.source)
    Glibc.close(pair.requests.sink)
  }
}
