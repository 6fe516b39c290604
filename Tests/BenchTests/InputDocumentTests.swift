import JSON
import Testing

@testable import Bench

@Suite struct InputDocumentTests {
  @Test(arguments: [30, 100, 4000, 64_000]) func itHasTheSizeThatWasAskedFor(size: Int) throws {
    let input = InputDocument(size: size)
    for number in [0, 1, 999_999, 20_000_000] {
      #expect(input.bytes(number).count == size)
      #expect(try JSONParser.parse(input.bytes(number))["n"]?.int != nil)
    }
  }

  @Test(arguments: [nil, 0, 5]) func theSmallestHoldsANumber(size: Int?) throws {
    #expect(String(decoding: InputDocument(size: size).bytes(7), as: UTF8.self) == #"{"n":1000007}"#)
  }

  @Test func thereAreAsManyAsWanted() async throws {
    var documents: [[UInt8]] = []
    for await document in InputDocument(size: nil).documents(3) { documents.append(document) }
    #expect(documents == [1, 2, 3].map(InputDocument(size: nil).bytes))
  }
}
