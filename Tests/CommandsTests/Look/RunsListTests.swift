import Hatchet
import JSON
import TestSupport
import Testing

@Suite struct RunsListTests {
  static let yaml = InspectTests.yaml + "\n---\n" + InspectTests.broken

  @Test func runsAreFoundByWhatIsAsked() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    try await hatchet.working {
      let good = try await hatchet.finished("diamond", metadata: #"{"team":"ops"}"#)
      let bad = try await hatchet.finished("broken", metadata: #"{"team":"web"}"#)
      func ids(_ words: String...) async -> [String] {
        await CommandResult.of(
          ["runs", "list", "-o", "id"] + words, environment: ["HATCHET_DATABASE_URL": hatchet.database.url]
        ).lines
      }
      #expect(await ids() == [bad, good])
      #expect(await ids("--workflow", "diamond") == [good])
      #expect(await ids("--status", "failed") == [bad])
      #expect(await ids("--status", "failed", "--status", "completed") == [bad, good])
      #expect(await ids("--meta", "team=ops") == [good])
      #expect(await ids("--since", "1h") == [bad, good])
      #expect(await ids("--until", "1h ago") == [])
      #expect(await ids("--before", bad) == [good])
      let table = await hatchet.hatchet("runs", "list")
      #expect(table.lines[0].split(separator: " ") == ["ID", "WORKFLOW", "STATUS", "CREATED", "TOOK", "DONE", "ERROR"])
      #expect(table.lines[1].hasPrefix("\(bad)  broken    ✗ failed "))
      #expect(table.lines[1].hasSuffix("  2/2  exit code 7"))
      let json = try JSONParser.parse(await hatchet.hatchet("runs", "list", "--json", "--workflow", "diamond").output)
      #expect(json[0]?["id"] == .string(good))
      #expect(json[0]?["tasks"] == ["completed": 4])
      #expect(json[0]?["metadata"] == ["team": "ops"])
      #expect(json[0]?["duration"]?.double ?? 0 > 0)
    }
  }

  @Test func pagesFollowEachOther() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    var runs: [String] = []
    for _ in 0..<7 { runs.append(try await hatchet.client.enqueue("diamond")) }
    var seen: [String] = []
    var before: [String] = []
    while seen.count < runs.count {
      let page = await CommandResult.of(
        ["runs", "list", "-o", "id", "-L", "3"] + before, environment: ["HATCHET_DATABASE_URL": hatchet.database.url])
      seen += page.lines
      let note = page.errors.split(separator: " ").last.map { String($0.dropLast()) } ?? "end"
      if seen.count < runs.count { #expect(page.errors == "3 shown; more with --before \(note)\n") }
      before = ["--before", note]
      guard !page.lines.isEmpty else { break }
    }
    #expect(seen == runs.reversed())
    #expect(await hatchet.hatchet("runs", "list", "-o", "id", "--limit", "0").lines == runs.reversed())
  }

  @Test func nothingIsSaidOnStandardErrorOnly() async throws {
    let hatchet = try await RunningHatchet.make(Self.yaml)
    let result = await hatchet.hatchet("runs", "list")
    #expect(result.status == 0)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("no such run in the last 24 hours"))
    #expect(await hatchet.hatchet("runs", "list", "--json").output == "[]\n")
    let wrong = await hatchet.hatchet("runs", "list", "--columns", "id,stat")
    #expect(wrong.status == 2)
    #expect(wrong.errors.hasPrefix("hatchet: unknown column 'stat'\n"))
  }
}
