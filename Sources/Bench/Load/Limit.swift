/// What kept something from being faster.
package struct Limit: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case processors, disk, locks
    /// Our own work that happens one after the other.
    case client
    /// Nobody was busy: it is the way there and back.
    case roundTrips = "round_trips"
    case unknown
  }

  package var kind: Kind
  /// One sentence with the numbers that say so, without a full stop.
  package var text: String

  package init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}

extension Limit {
  private static let fullyBusy = 0.85
  private static let oftenWaited = 0.4

  /// What the numbers say.
  package init(_ cost: Cost) {
    let client = cost.busy(cost.clientTime)
    let children = cost.busy(cost.childrenTime)
    guard let serverTime = cost.serverTime else {
      self.init(withoutServer: cost, client: client)
      return
    }
    let server = cost.busy(serverTime)
    let others = cost.otherTime.map { cost.busy($0) } ?? 0
    let share = (client + children + server + others) / Double(cost.processors)
    let parts =
      "hatchet \(Self.percent(client)), PostgreSQL \(Self.percent(server))"
      + (children > 0.005 ? ", the tasks' processes \(Self.percent(children))" : "")
      + (others > 0.05 ? ", other programs \(Self.percent(others))" : "")
    let busy = "processors \(Self.percent(share)) busy (of \(cost.processors * 100)%: \(parts))"
    if share >= Self.fullyBusy {
      self.init(kind: .processors, text: busy)
    } else if let wait = Self.main(cost.waits) {
      self.init(kind: wait.kind, text: "\(wait.text); \(busy)")
    } else if client >= Self.fullyBusy {
      self.init(kind: .client, text: "hatchet's own work, one thing after the other; \(busy)")
    } else {
      self.init(kind: .roundTrips, text: "waiting for one another; \(busy)")
    }
  }

  private init(withoutServer cost: Cost, client: Double) {
    let text = "hatchet kept \(Self.percent(client)) of a processor busy; the server's are not on this machine"
    if let wait = Self.main(cost.waits) {
      self.init(kind: wait.kind, text: "\(wait.text); \(text)")
    } else {
      self.init(kind: client >= Double(cost.processors) * Self.fullyBusy ? .processors : .unknown, text: text)
    }
  }

  /// The class of waits that outweighs the rest, if one does.
  private static func main(_ waits: [String: Double]) -> (kind: Kind, text: String)? {
    var classes: [Kind: Double] = [:]
    for (wait, share) in waits {
      if let kind = kind(of: wait) { classes[kind, default: 0] += share }
    }
    guard let (kind, share) = classes.max(by: { $0.value < $1.value }), share >= oftenWaited else { return nil }
    let names = waits.filter { Self.kind(of: $0.key) == kind }.sorted { $0.value > $1.value }.prefix(2).map(\.key)
    let what = kind == .disk ? "the server's disk" : "locks of the server"
    return (kind, "\(what): \(percent(share)) of its busy time (\(names.joined(separator: ", ")))")
  }

  private static func kind(of wait: String) -> Kind? {
    if wait.hasPrefix("IO:") || wait == "LWLock:WALWrite" || wait.hasPrefix("IPC:SyncRep") { return .disk }
    if wait.hasPrefix("Lock:") || wait.hasPrefix("LWLock:") { return .locks }
    return nil
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
}
