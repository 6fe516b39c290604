import Database
import JSON
import TestRandom
import TestSupport
import Testing

@testable import Worker

@Suite struct OutputDocumentTests {
  /// Whatever a task writes is stored as JSON, and read again as it was written.
  @Test(arguments: 0..<50) func comesBackAsItWasWritten(round: Int) throws {
    let seed = Dice.seed &+ UInt64(round)
    var dice = Dice(seed: seed)
    let pieces = [
      "\"", "{", "}", "[", "]", ":", ",", " ", "\n", "\t", "\\", "\\u0041", "1", "true", "null", "é", "x", "\u{1}",
    ]
    for _ in 0..<200 {
      let text = (0..<Int.random(in: 0..<8, using: &dice)).map { _ in pieces.randomElement(using: &dice) ?? "" }
        .joined()
      let bytes = Array(text.utf8)
      guard let stored = OutputDocument.encode(bytes) else {
        #expect(bytes.isEmpty)
        continue
      }
      #expect(JSONScanner.isDocument(stored.utf8), "\(text) of seed \(seed)")
      #expect(OutputDocument.decode(stored) == bytes, "\(text) of seed \(seed)")
    }
  }

  @Test func bytesThatAreNoTextAreEscaped() {
    #expect(OutputDocument.encode([0xFF, 0x41, 0])?.text == #""\\xffA\\x00""#)
  }

  /// A document too deep for the database is text.
  @Test func aDocumentThatIsTooDeepIsText() throws {
    let deep =
      [UInt8](repeating: UInt8(ascii: "["), count: 20_000) + [UInt8](repeating: UInt8(ascii: "]"), count: 20_000)
    let stored = try #require(OutputDocument.encode(deep))
    #expect(stored.utf8.first == UInt8(ascii: "\""))
    #expect(OutputDocument.decode(stored) == deep)
  }
}
