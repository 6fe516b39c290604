import JSON
import TestRandom
import Testing

struct JSONFuzzTests {
  @Test(arguments: 0..<8) func readsWhatItWrites(seed: UInt64) throws {
    var random = Dice(seed: seed)
    for _ in 0..<300 {
      let value = randomValue(depth: 0, &random)
      for form in [JSONWriter.Form.compact, .pretty] {
        let bytes = JSONWriter.bytes(value, form)
        #expect(JSONScanner.isDocument(bytes))
        #expect(try JSONParser.parse(bytes) == value)
      }
      let canonical = JSONWriter.bytes(value, .canonical)
      #expect(try JSONWriter.bytes(JSONParser.parse(canonical), .canonical) == canonical)
    }
  }

  /// Broken documents are refused, never a trap; the scanner and the parser agree, and what passes survives a round trip.
  @Test(arguments: 0..<8) func neverTraps(seed: UInt64) throws {
    var random = Dice(seed: 1000 + seed)
    var passed = 0
    for _ in 0..<2000 {
      var bytes = JSONWriter.bytes(randomValue(depth: 1, &random), Bool.random(using: &random) ? .compact : .pretty)
      for _ in 0..<Int.random(in: 0...3, using: &random) { mutate(&bytes, &random) }
      let value = try? JSONParser.parse(bytes)
      #expect((value != nil) == JSONScanner.isDocument(bytes))
      guard let value else { continue }
      passed += 1
      #expect(try JSONParser.parse(JSONWriter.bytes(value)) == value)
    }
    #expect(passed > 200)
  }

  @Test(arguments: 0..<4) func neverTrapsOnNoise(seed: UInt64) {
    var random = Dice(seed: 2000 + seed)
    let alphabet = Array("{}[]\",:\\u0123456789abcdefDd.eE+-truefalsn \n".utf8) + [0xC3, 0xA9, 0xF0, 0x9F, 0xFF, 0x00]
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      #expect(((try? JSONParser.parse(bytes)) != nil) == JSONScanner.isDocument(bytes))
      #expect(JSONScanner.isDocument(JSONWriter.bytes(.string(escaping: bytes))))
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout Dice) {
    guard let place = bytes.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes.remove(at: place)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: place)
    default: bytes.removeSubrange(place..<min(place + 5, bytes.count))
    }
  }

  private func randomValue(depth: Int, _ random: inout Dice) -> JSONValue {
    switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .int(Int64.random(in: .min ... .max, using: &random))
    case 3: return .double(Double(bitPattern: random.next()))
    case 4, 5: return .string(randomText(&random))
    case 6:
      return .array((0..<Int.random(in: 0...5, using: &random)).map { _ in randomValue(depth: depth + 1, &random) })
    default:
      // Few distinct keys, so that duplicates come; at times many members, so that the index is built.
      let count = Int.random(in: 0...(depth == 0 ? 40 : 5), using: &random)
      return .object(
        (0..<count).map { _ in
          (Bool.random(using: &random) ? randomText(&random) : "k", randomValue(depth: depth + 1, &random))
        })
    }
  }

  private func randomText(_ random: inout Dice) -> String {
    let pool: [Unicode.Scalar] = [
      "a", "\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", "é", "\u{301}", "日", "😀", "\u{10ffff}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...8, using: &random) { text.append(pool.randomElement(using: &random) ?? "a") }
    return String(text)
  }
}
