import Hatchet
import JSON
import TestSupport
import Testing

@testable import Commands

@Suite struct StatsCommandTests {
  /// While a worker works: what was done just now is counted, whatever the relay has yet to do.
  @Test func whatWasJustDoneIsCounted() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    try await hatchet.working {
      _ = try await eventually("the relay") {
        try await hatchet.database.rows("select moves > 0 from hatchet_monitor.relay") == [["t"]] ? true : nil
      }
      for count in 1...3 {
        _ = try await hatchet.finished("diamond")
        let result = await hatchet.hatchet("stats", "--json")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let json = try JSONParser.parse(result.output)
        #expect(json["complete"] == true)
        #expect(json["total"]?["completed"] == .int(count))
        #expect(json["total"]?["started"] == .int(5 * count))
        #expect(json["total"]?["retried"] == .int(count))
      }
      _ = try await hatchet.finished("broken")
      let json = try JSONParser.parse(await hatchet.hatchet("stats", "--json", "--since", "10m").output)
      #expect(json["workflows"]?.array?.map { $0["workflow"] } == ["broken", "diamond"])
      #expect(json["workflows"]?[0]?["failed"] == 1)
      #expect(json["total"]?["enqueued"] == 4)
      #expect(json["total"]?["ended_per_second"]?["now"]?.double ?? 0 > 0)
      let run = try #require(json["workflows"]?[1]?["run_seconds"])
      #expect(run["p50"]?.double ?? 0 > 0 && (run["p50"]?.double ?? 1) <= (run["p99"]?.double ?? 0))
      #expect(json["depth"]?["queued"] == 0)
    }
  }

  /// What was enqueued shows at once; that nobody counts what happens is said.
  @Test func withoutAnEngineItSaysSo() async throws {
    let hatchet = try await RunningHatchet.make(RunsListTests.yaml)
    let nothing = await hatchet.hatchet("stats")
    #expect(nothing.status == 0 && nothing.errors == "")
    #expect(nothing.lines.first == "0 queued, 0 waiting, 0 running")
    _ = try await hatchet.client.enqueue("diamond")
    let result = await hatchet.hatchet("stats")
    #expect(result.status == 0)
    #expect(result.errors == "the figures are not complete: no engine is running\n")
    #expect(result.lines.first == "0 queued, 0 waiting, 0 running, 1 run not taken in yet")
    #expect(await hatchet.hatchet("stats", "--since", "soon").status == 2)
  }
}
