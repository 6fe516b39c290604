import Testing

@testable import Bench

@Suite struct LimitTests {
  /// Of one second on two processors, with processor times as given.
  private static func cost(
    client: Double = 0, children: Double = 0, server: Double? = 0, other: Double? = 0, waits: [String: Double] = [:]
  ) -> Cost {
    Cost(
      runs: 100, seconds: 1, clientTime: client, childrenTime: children, serverTime: server, otherTime: other,
      commits: 50, walBytes: 20_000, statements: 400, roundTrips: 100, rows: 300, checkpoints: 0, waits: waits,
      processors: 2)
  }

  @Test(arguments: [
    (cost(client: 0.9, server: 0.9), Limit.Kind.processors),
    (cost(client: 0.4, server: 0.3, other: 1.2), .processors),
    (cost(client: 0.2, children: 1.2, server: 0.4), .processors),
    // A busy machine is the limit, whatever somebody waited for besides.
    (cost(client: 0.9, server: 0.9, waits: ["IO:WALSync": 1]), .processors),
    (cost(client: 0.2, server: 0.2, waits: ["IO:WALSync": 0.3, "LWLock:WALWrite": 0.4, "": 0.3]), .disk),
    (cost(client: 0.2, server: 0.2, waits: ["Lock:object": 0.6, "IO:WALSync": 0.3, "": 0.1]), .locks),
    (cost(client: 0.2, server: 0.2, waits: ["IO:WALSync": 0.3, "": 0.7]), .roundTrips),
    (cost(client: 0.95, server: 0.3), .client),
    (cost(client: 0.2, server: 0.2, other: nil), .roundTrips),
    (cost(client: 0.2, server: nil), .unknown),
    (cost(client: 1.9, server: nil), .processors),
    (cost(client: 0.2, server: nil, waits: ["IO:DataFileRead": 0.9]), .disk),
  ]) func theNumbersSayWhatItWas(cost: Cost, kind: Limit.Kind) {
    #expect(Limit(cost).kind == kind)
  }

  @Test func theTextHasTheNumbers() {
    let limit = Limit(Self.cost(client: 0.5, server: 0.25, waits: ["IO:WALSync": 0.75, "": 0.25]))
    #expect(
      limit.text == "the server's disk: 75% of its busy time (IO:WALSync); "
        + "processors 38% busy (of 200%: hatchet 50%, PostgreSQL 25%)")
    #expect(Limit(Self.cost(client: 0.3, server: nil)).text.contains("the server's are not on this machine"))
  }

  @Test func costsAreSharedOut() {
    let cost = Self.cost(client: 0.5)
    #expect(cost.perRun(cost.walBytes) == 200)
    #expect(cost.perRun(cost.clientTime) == 0.005)
    #expect(cost.perSecond(cost.commits) == 50)
  }
}
