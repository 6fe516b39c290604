import Engine
import Store

// What is declared, as the leader keeps it in memory.
extension LeaderLoop {
  /// The registry, if it has changed since it was read last.
  mutating func registryInput(_ revision: Int64) async throws(StoreError) -> [Input] {
    guard revision != registryRevision else { return [] }
    let (registry, read) = try await leadership.loadRegistry()
    registryRevision = read
    return [.registry(registry)]
  }
}
