import Glibc

/// A queue from any threads to others that sleep until something comes.
///
/// Unchecked: `elements` is only touched with `mutex` held, and the two cells are never moved.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  /// Those before it are taken.
  private var start = 0

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    filled.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(filled, nil)
  }

  deinit {
    pthread_cond_destroy(filled)
    pthread_mutex_destroy(mutex)
    filled.deallocate()
    mutex.deallocate()
  }

  package func append(_ element: Element) {
    pthread_mutex_lock(mutex)
    elements.append(element)
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(filled)
  }

  /// Blocks until there is something; gives all there is, in order.
  package func takeAll() -> [Element] {
    pthread_mutex_lock(mutex)
    while start == elements.count { pthread_cond_wait(filled, mutex) }
    defer { pthread_mutex_unlock(mutex) }
    let taken = Array(elements[start...])
    elements = []
    start = 0
    return taken
  }

  /// Blocks until there is something; gives the first.
  package func take() -> Element {
    pthread_mutex_lock(mutex)
    while start == elements.count { pthread_cond_wait(filled, mutex) }
    defer { pthread_mutex_unlock(mutex) }
    let taken = elements[start]
    start += 1
    if 2 * start >= elements.count {
      elements.removeFirst(start)
      start = 0
    }
    return taken
  }
}
