package import Store

extension Client {
  /// Lets nothing of a workflow start until `resume`: its runs are taken in and wait, what runs goes on.
  ///
  /// Throws `notFound`.
  public func pause(_ workflow: String) async throws(HatchetError) { try await pause(workflow, crons: .queue) }

  /// Lets a paused workflow go on; one that is not paused is left alone. Throws `notFound`.
  public func resume(_ workflow: String) async throws(HatchetError) {
    try await rethrowing { () async throws(StoreError) in try await workflowTable.pause(workflow, paused: false) }
  }

  package func pause(_ workflow: String, crons: PausedCrons) async throws(HatchetError) {
    try await rethrowing { () async throws(StoreError) in try await workflowTable.pause(workflow, crons: crons) }
  }
}
