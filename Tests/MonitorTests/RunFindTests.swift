import Database
import Engine
import Monitor
import Store
import Testing
import Time

@Suite struct RunFindTests {
  @Test func newest() async throws {
    let fixture = try await Fixture()
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.find("last") }
    #expect(error?.code == .notFound)
    let version = try await fixture.apply("one")
    let old = try await fixture.run(version, age: .seconds(5 * 86400))
    #expect(try await fixture.runs.find("@") == old)
    let new = try await fixture.run(version)
    #expect(try await fixture.runs.find("last") == new)
  }

  @Test func wholeID() async throws {
    let fixture = try await Fixture()
    let run = try await fixture.run(try await fixture.apply("one"), age: .seconds(9 * 86400))
    #expect(try await fixture.runs.find(run.text) == run)
    #expect(try await fixture.runs.find(run.text.uppercased()) == run)
    let task = TaskID(run: run.number, ordinal: 0).publicID(createdAt: run.createdAt).text
    #expect(try await fixture.runs.find(task) == run)
    for missing in [RunID(number: 99, createdAt: fixture.now).text, "018f3c2e-7b1c-4a04-8000-00000000002a"] {
      let error = await #expect(throws: StoreError.self) { try await fixture.runs.find(missing) }
      #expect(error != nil, "\(missing)")
    }
  }

  @Test func lastDigits() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    try await fixture.connection.execute("select setval('hatchet.run_id_seq', 9)")
    var runs: [Int64: RunID] = [:]
    for _ in 0..<300 {
      let run = try await fixture.run(version, age: .seconds(60))
      runs[run.number] = run
    }
    let old = try await fixture.run(version, age: .seconds(8 * 86400))
    // The whole number, though 0x12a ends so too.
    #expect(try await fixture.runs.find("2a") == runs[0x2a])
    #expect(try await fixture.runs.find("2A") == runs[0x2a])
    #expect(try await fixture.runs.find("12a") == runs[0x12a])
    #expect(try await fixture.runs.find("00000000002a") == runs[0x2a])
    // Only one ends so: 0x01 and 0x101 are there no run, or one.
    #expect(try await fixture.runs.find("01") == runs[0x101])
    #expect(try await fixture.runs.find("b") == runs[0xb])
    // Several do, and none has just that number.
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.find("5") }
    #expect(error?.code == .invalid)
    #expect(error?.message == "'5' fits more than one run")
    let newest = [0x135, 0x125, 0x115, 0x105, 0xf5].compactMap { runs[$0]?.text }
    #expect(error?.hint == "the newest: \(newest.joined(separator: ", ")), ...")
    let missing = await #expect(throws: StoreError.self) {
      try await fixture.runs.find(String(old.number, radix: 16))
    }
    #expect(missing?.code == .notFound)
  }

  @Test func firstDigits() async throws {
    let fixture = try await Fixture()
    let version = try await fixture.apply("one")
    let run = try await fixture.run(version, age: .seconds(3600))
    let other = try await fixture.run(version, age: .seconds(1800))
    #expect(try await fixture.runs.find(String(run.text.prefix(8))) == run)
    #expect(try await fixture.runs.find(String(run.text.prefix(13))) == run)
    #expect(try await fixture.runs.find(String(other.text.prefix(20))) == other)
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.find("ffffffffff") }
    #expect(error?.code == .notFound)
  }

  @Test(arguments: ["", "xyz", "2g", "-", "nightly", "018f3c2e-7b1c-8a04-8000-00000000002a0", "٣"])
  func nonsense(typed: String) async throws {
    let fixture = try await Fixture()
    let error = await #expect(throws: StoreError.self) { try await fixture.runs.find(typed) }
    #expect(error?.code == .invalid)
  }
}
