package import Store

/// What the relay tells whoever watches it.
package enum RelayEvent: Sendable {
  /// The monitor cannot be written, which holds up nobody; it is tried again, and what it lacks then caught up with.
  case interrupted(StoreError)
  /// The monitor is written again, and complete.
  case resumed
  /// The monitor was made for another cluster, or is of another: it is emptied and filled again from the logs.
  case rebuilding
}
