import FoundationEssentials
import Glibc
import Hatchet
import Store
import TestSupport
import Testing
import Worker

/// The library as somebody else's program uses it.
@Suite struct ClientTests {
  private static let yaml = """
    name: twice
    input_schema: {type: object}
    tasks:
      one: {run: 'echo 1'}
      two: {run: 'test -e $HATCHET_INPUT', needs: [one]}

    """

  private func open() async throws -> Client {
    let settings = Settings(database: try await TestDatabase.fresh().url)
    let client = try await Client.open(settings, checking: .none)
    _ = try await client.migrator.migrate()
    return client
  }

  @Test func aSchemaThatIsNotThereIsSaid() async throws {
    let url = try await TestDatabase.fresh().url
    await #expect {
      _ = try await Client.open(Settings(database: url))
    } throws: {
      ($0 as? HatchetError)?.code == .schema
    }
  }

  @Test func fromAFileToTheEndOfARun() async throws {
    let client = try await open()
    let folder = try folder(with: ["a.yaml": Self.yaml])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try await client.apply(contentsOf: ["."], in: folder) == ["twice"])
    let run = try await client.enqueue("twice", input: #"{"n": 1}"#)
    await expect(.timeout) { _ = try await client.wait(for: run, timeout: .milliseconds(20)) }
    let process = try WorkerProcess(
      client,
      worker: WorkerSettings(name: "w", host: "h", pid: getpid(), slots: 2, environment: ["PATH": "/usr/bin:/bin"]),
      holder: "test", tell: { _ in })
    let working = Task { try await process.run() }
    #expect(try await client.wait(for: run) == .completed)
    await expect(.refused) { try await client.cancel(run) }
    await expect(.refused) { try await client.replay(run) }
    await expect(.notFound) { try await client.replay(run, from: "three") }
    try await client.replay(run, everything: true)
    await process.drain()
    try await working.value
    await client.close()
  }

  @Test func whatIsWrongHasACode() async throws {
    let client = try await open()
    let folder = try folder(with: ["a.yaml": Self.yaml, "b.yaml": "name: b\ntaks: {}\n"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let error = await expect(.usage) { _ = try await client.apply(contentsOf: ["b.yaml"], in: folder) }
    #expect(error?.message.hasPrefix("b.yaml:") == true)
    #expect(error?.details?.contains("did you mean 'tasks'?") == true)
    await expect(.notFound) { _ = try await client.apply(contentsOf: ["c.yaml"], in: folder) }
    await expect(.notFound) { _ = try await client.enqueue("twice") }
    _ = try await client.apply(contentsOf: ["a.yaml"], in: folder)
    await expect(.usage) { _ = try await client.enqueue("twice", input: "[]") }
    await expect(.usage) { _ = try await client.enqueue("twice", input: "{") }
    await expect(.usage) { try await client.cancel("no id") }
    await expect(.notFound) { try await client.cancel("01a20a97-5005-8a54-8000-000000000999") }
    await client.close()
  }

  @discardableResult
  private func expect(
    _ code: HatchetError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async -> HatchetError? {
    do {
      try await body()
      Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as HatchetError {
      #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
      return error
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return nil
  }

  private func folder(with files: [String: String]) throws -> String {
    let folder = "/tmp/\(TestDatabase.uniqueName("hatchet"))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    return folder
  }
}
