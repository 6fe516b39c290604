import CProcess
import Glibc

/// A descriptor that may be registered with an epoll instance.
///
/// It is taken out of there before it is closed: a child between clone and execve has copies of all descriptors, so
/// that what it refers to lives on for a moment, and epoll would report it again and again (measured: half of all CPU
/// time).
struct PolledDescriptor {
  /// -1 once closed.
  private(set) var number: Int32
  private var poll: Int32 = -1

  init(_ number: Int32) {
    self.number = number
  }

  var isOpen: Bool { number >= 0 }

  /// For one that is going to be, by its number.
  mutating func isRegistered(with poll: Int32) { self.poll = poll }

  mutating func register(with poll: Int32, key: UInt64, for events: EPOLL_EVENTS) {
    guard isOpen && self.poll < 0 else { return }
    self.poll = poll
    Self.register(number, with: poll, key: key, for: events)
  }

  static func register(_ number: Int32, with poll: Int32, key: UInt64, for events: EPOLL_EVENTS) {
    var event = epoll_event(events: events.rawValue, data: epoll_data_t(u64: key))
    epoll_ctl(poll, EPOLL_CTL_ADD, number, &event)
  }

  mutating func unregister() {
    guard poll >= 0 else { return }
    epoll_ctl(poll, EPOLL_CTL_DEL, number, nil)
    poll = -1
  }

  mutating func close() {
    guard isOpen else { return }
    unregister()
    Glibc.close(number)
    number = -1
  }
}
