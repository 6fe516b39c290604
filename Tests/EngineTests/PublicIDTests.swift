import Engine
import Testing
import Time

@Suite struct PublicIDTests {
  /// Worked out by hand from the layout: this text is in people's scripts.
  @Test func hasTheDocumentedLayout() {
    let id = PublicID(kind: .task, createdAt: Timestamp(microseconds: 0x0123_4567_89ab * 1000 + 999), number: 42)
    #expect(id.text == "01234567-89ab-8f9d-8000-00000000002a")
  }

  @Test(arguments: [PublicID.Kind.run, .task, .event], [0, 1, 42, (1 << 62) - 1] as [Int64])
  func readsWhatItWrites(kind: PublicID.Kind, number: Int64) throws {
    for micros in [0, 999, 1_700_000_000_123_456] as [Int64] {
      let id = PublicID(kind: kind, createdAt: Timestamp(microseconds: micros), number: number)
      #expect(try PublicID(parsing: id.text) == id)
      #expect(try PublicID(parsing: id.text.uppercased()) == id)
      #expect(PublicID(high: id.halves.high, low: id.halves.low) == id)
    }
  }

  @Test(
    arguments: [
      ("", "'' is not an id"), ("42", "'42' is not an id"),
      ("01234567-89ab-8f9d-8000-00000000002", "'01234567-89ab-8f9d-8000-00000000002' is not an id"),
      ("01234567-89ab-8f9d-8000-00000000002a0", "'01234567-89ab-8f9d-8000-00000000002a0' is not an id"),
      ("0123456789ab8f9d800000000000002a", "'0123456789ab8f9d800000000000002a' is not an id"),
      ("01234567-89ab-8f9d-8000-00000000002g", "'01234567-89ab-8f9d-8000-00000000002g' is not an id"),
      (
        "01234567-89ab-4f9d-8000-00000000002a",
        "'01234567-89ab-4f9d-8000-00000000002a' is a UUID, but not one that hatchet gave out"
      ),
      // 1000 microseconds; an unknown kind; another variant.
      (
        "01234567-89ab-8fa0-8000-00000000002a",
        "'01234567-89ab-8fa0-8000-00000000002a' is a UUID, but not one that hatchet gave out"
      ),
      (
        "01234567-89ab-8f9f-8000-00000000002a",
        "'01234567-89ab-8f9f-8000-00000000002a' is a UUID, but not one that hatchet gave out"
      ),
      (
        "01234567-89ab-8f9d-c000-00000000002a",
        "'01234567-89ab-8f9d-c000-00000000002a' is a UUID, but not one that hatchet gave out"
      ),
    ])
  func refusesWhatIsNone(text: String, message: String) {
    let error = #expect(throws: EngineError.self) { try PublicID(parsing: text) }
    #expect(error?.message == message)
  }

  @Test func namesARunByItselfOrByATask() throws {
    let run = RunID(number: 77, createdAt: Timestamp(microseconds: 1_700_000_000_123_456))
    #expect(try RunID(parsing: run.text) == run)
    let task = TaskID(run: 77, ordinal: 4095)
    #expect(task.runNumber == 77 && task.ordinal == 4095)
    #expect(try RunID(parsing: task.publicID(createdAt: run.createdAt).text) == run)
    let event = PublicID(kind: .event, createdAt: run.createdAt, number: 1).text
    let error = #expect(throws: EngineError.self) { try RunID(parsing: event) }
    #expect(error?.message == "'\(event)' is the id of an event, not of a run")
  }
}
