import CPostgres
import Glibc
import Synchronization

/// The one thread of the process that waits, for all sockets and deadlines of this module. It runs only handlers that
/// resume a task.
///
/// A socket has at most one wait at a time: a later one takes the place of an earlier one, which is never called.
final class Reactor: Sendable {
  enum Outcome: Sendable {
    case ready, deadline, interrupted
  }

  struct Interest: OptionSet, Sendable {
    let rawValue: UInt32
    static let read = Interest(rawValue: EPOLLIN.rawValue | EPOLLRDHUP.rawValue)
    static let write = Interest(rawValue: EPOLLOUT.rawValue)
  }

  typealias Handler = @Sendable (Outcome) -> Void

  /// Names one wait, for ever.
  struct Ticket: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  private struct Wait {
    var descriptor: Int32?
    var deadline: ContinuousClock.Instant?
    var handler: Handler
  }

  private struct State {
    var lastTicket: UInt64 = 0
    var waits: [Ticket: Wait] = [:]
    var ticketOfDescriptor: [Int32: Ticket] = [:]
    /// No deadline is earlier. It may be that of a wait which is over: then the thread wakes once for nothing.
    var earliest: ContinuousClock.Instant?
  }

  static let shared = Reactor()

  private let state = Mutex(State())
  private let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let alarm = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

  private init() {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
    let added = epoll_ctl(poll, EPOLL_CTL_ADD, alarm, &event)
    // Nothing can be waited for without them; the process has run out of descriptors or threads at its first connection.
    precondition(added == 0 && BackgroundThread.start { Reactor.shared.run() }, "unable to start the reactor thread")
  }

  /// A ticket for a wait to come.
  func ticket() -> Ticket { state.withLock { Self.ticket(from: &$0) } }

  /// A ticket for a wait to come on that socket. To be taken by whoever knows that the socket is open: should it be closed
  /// before the wait starts, and its number be another's by then, that one must not lose its wait to this.
  func ticket(for descriptor: Int32) -> Ticket {
    state.withLock { state in
      let ticket = Self.ticket(from: &state)
      if let replaced = state.ticketOfDescriptor.updateValue(ticket, forKey: descriptor) { state.waits[replaced] = nil }
      return ticket
    }
  }

  private static func ticket(from state: inout State) -> Ticket {
    state.lastTicket += 1
    return Ticket(number: state.lastTicket)
  }

  /// Calls `handler` exactly once: when the socket is ready, at the deadline, or when it is interrupted. The ticket is for
  /// that socket, which is interrupted at once if it was forgotten since.
  func start(
    _ ticket: Ticket, _ descriptor: Int32? = nil, _ interest: Interest = .read,
    until deadline: ContinuousClock.Instant? = nil, _ handler: @escaping Handler
  ) {
    let (isStale, isEarlier, isArmed) = state.withLock { state in
      if let descriptor, state.ticketOfDescriptor[descriptor] != ticket { return (true, false, true) }
      state.waits[ticket] = Wait(descriptor: descriptor, deadline: deadline, handler: handler)
      var isEarlier = false
      if let deadline, deadline < state.earliest ?? deadline + .seconds(1) {
        state.earliest = deadline
        isEarlier = true
      }
      return (false, isEarlier, descriptor.map { arm($0, interest, ticket) } ?? true)
    }
    if isStale { return handler(.interrupted) }
    if isEarlier { wake() }
    // A descriptor that cannot be watched is a broken one: whoever reads it finds out.
    if !isArmed { finish(ticket, .ready) }
  }

  /// Ends a wait now, unless it is over.
  func finish(_ ticket: Ticket, _ outcome: Outcome) {
    let handler = state.withLock { Self.take(ticket, from: &$0) }
    handler?(outcome)
  }

  /// Ends the wait for this socket, if there is one, and forgets it: before it is closed.
  func forget(_ descriptor: Int32) {
    let handler: Handler? = state.withLock { state in
      epoll_ctl(poll, EPOLL_CTL_DEL, descriptor, nil)
      return state.ticketOfDescriptor.removeValue(forKey: descriptor).flatMap { Self.take($0, from: &state) }
    }
    handler?(.interrupted)
  }

  private static func take(_ ticket: Ticket, from state: inout State) -> Handler? {
    guard let wait = state.waits.removeValue(forKey: ticket) else { return nil }
    if let descriptor = wait.descriptor, state.ticketOfDescriptor[descriptor] == ticket {
      state.ticketOfDescriptor[descriptor] = nil
    }
    return wait.handler
  }

  /// One-shot, so that a socket with unread bytes and nobody who waits costs nothing.
  private func arm(_ descriptor: Int32, _ interest: Interest, _ ticket: Ticket) -> Bool {
    var event = epoll_event(
      events: interest.rawValue | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: ticket.number))
    if epoll_ctl(poll, EPOLL_CTL_MOD, descriptor, &event) == 0 { return true }
    return errno == ENOENT && epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(alarm, &one, 8)
  }

  private func run() {
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    while true {
      let earliest = state.withLock { $0.earliest }
      let count = epoll_wait(poll, &events, Int32(events.count), Self.milliseconds(until: earliest))
      for event in events.prefix(Int(max(count, 0))) {
        if event.data.u64 == 0 {
          var value: UInt64 = 0
          _ = read(alarm, &value, 8)
        } else {
          finish(Ticket(number: event.data.u64), .ready)
        }
      }
      fireDeadlines()
    }
  }

  private func fireDeadlines() {
    let now = ContinuousClock.now
    let due: [Ticket] = state.withLock { state in
      guard let earliest = state.earliest, earliest <= now else { return [] }
      var due: [Ticket] = []
      state.earliest = nil
      for (ticket, wait) in state.waits {
        guard let deadline = wait.deadline else { continue }
        if deadline <= now {
          due.append(ticket)
        } else {
          state.earliest = min(state.earliest ?? deadline, deadline)
        }
      }
      return due
    }
    for ticket in due { finish(ticket, .deadline) }
  }

  /// Rounded up, so that the thread does not spin in the last millisecond; at most an hour; -1 is for ever.
  private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let left = min(max(deadline - .now, .zero), .seconds(3600))
    return Int32(
      left.components.seconds * 1000 + (left.components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
