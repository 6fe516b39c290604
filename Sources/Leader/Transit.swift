import Database
import Store
import Synchronization

/// An exchange with the database that is under way while its caller does something else.
final class Transit: Sendable {
  private let outcome = Mutex<Result<[[Rows]], StoreError>?>(nil)

  var isOver: Bool { outcome.withLock { $0 != nil } }

  /// Rings when it is over.
  func carry(_ body: @Sendable () async throws(StoreError) -> [[Rows]], doorbell: Doorbell) async {
    let result: Result<[[Rows]], StoreError>
    do throws(StoreError) {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    outcome.withLock { $0 = result }
    doorbell.ring()
  }

  /// Once it is over.
  func answers() throws(StoreError) -> [[Rows]] {
    guard let outcome = outcome.withLock(\.self) else { preconditionFailure("the exchange is under way") }
    return try outcome.get()
  }
}
