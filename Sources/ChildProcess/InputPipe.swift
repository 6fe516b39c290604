import Glibc

/// The end that this process writes of a child's standard input, and what is still to be written.
///
/// Only the reactor's thread touches it, after the spawner has written what fits.
final class InputPipe {
  typealias Writer = CheckedContinuation<Bool, Never>

  /// A writer waits while more than this is not in the pipe yet.
  static let capacity = 256 << 10

  var descriptor: PolledDescriptor
  private var pending: [UInt8]
  private var offset = 0
  private var closesWhenDry: Bool
  private var writers: [Writer] = []

  init(descriptor: Int32, bytes: [UInt8], closesWhenDry: Bool) {
    self.descriptor = PolledDescriptor(descriptor)
    self.pending = bytes
    self.closesWhenDry = closesWhenDry
  }

  var isOpen: Bool { descriptor.isOpen }
  var hasPending: Bool { offset < pending.count }

  /// Writes as much as the pipe takes; closes it if that was all there will be, or if nobody reads.
  func flush() {
    while isOpen && hasPending {
      let count = pending.withUnsafeBytes {
        write(descriptor.number, $0.baseAddress?.advanced(by: offset), $0.count - offset)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno != EAGAIN { close() }
        break
      }
      offset += count
    }
    if !hasPending {
      pending = []
      offset = 0
      if closesWhenDry { close() }
    } else if offset > InputPipe.capacity {
      pending.removeFirst(offset)
      offset = 0
    }
    if pending.count - offset <= InputPipe.capacity { answer(true) }
  }

  func append(_ bytes: [UInt8], _ writer: Writer) {
    guard isOpen && !closesWhenDry else { return writer.resume(returning: false) }
    pending += bytes
    writers.append(writer)
  }

  func closeWhenDry() {
    closesWhenDry = true
  }

  func close() {
    descriptor.close()
    answer(!hasPending)
    pending = []
    offset = 0
  }

  private func answer(_ written: Bool) {
    for writer in writers { writer.resume(returning: written) }
    writers = []
  }
}
