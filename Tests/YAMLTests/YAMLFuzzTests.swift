import Glibc
import TestRandom
import Testing
import YAML

@Suite struct YAMLFuzzTests {
  static let samples = [
    "name: w\ntasks:\n  a: &a {run: \"x\\n\\u00e9\", retries: 3}\n  b:\n    <<: *a\n    needs: [a, 'b', ~, 1.5e3]\n",
    "%YAML 1.2\n---\n- |\n  text\n   more\n- >-\n  folded\n\n  text\n- ? [k]\n  : v\n...\n---\n!!map {a: !!str 1}\n",
    #"{"a": [1, -2.5e+7, true, null, "\ud83d\ude00"], "b": {"c": "\\\"/\b"}}"#,
    "# é\n'q''q': \"d\\td\"\n*a : &b [*b, {<<: [*a]}]\nx: !<tag:yaml.org,2002:int> 0x1F\n",
  ]

  /// Whatever is done to a text, it is read or refused at a place inside of it.
  @Test(arguments: 0..<8 as Range<UInt64>) func noTextTraps(seed: UInt64) {
    var random = Dice(seed: seed)
    for _ in 0..<500 {
      let source = SourceText(mutate(Array(random.pick(Self.samples).utf8), &random), file: "f")
      do {
        let stream = try YAMLStream(source, limits: YAMLLimits(nodes: 10_000, expandedBytes: 1 << 20))
        for document in stream.documents {
          #expect(document.start <= document.end)
          _ = try? document.json(file: "f")
        }
      } catch {
        let lines = source.bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 & 0xFE == 0xA8 } + 2
        #expect(error.place.line >= 1 && error.place.line <= lines && error.place.column >= 1)
        #expect(!error.message.isEmpty)
      }
    }
  }

  /// libyaml allocates for each event and error; all of it is given back, on each way out.
  @Test func nothingIsLeaked() throws {
    let long = String(repeating: "y", count: 20_000)
    let texts = ["{a: \(long), b: *x}", "a: !!int \(long)", "a: [\(long)", "a: &\(long) \(long)", "? [\(long)]\n: *z"]
    var growth: [Int] = []
    for _ in 0..<9 {
      let before = residentBytes()
      for _ in 0..<50 {
        for text in texts { _ = try? YAMLStream(SourceText(text, file: "f")) }
      }
      growth.append(residentBytes() - before)
    }
    // Events not given back are 10 MB, parsers not given back 14 MB. Other tests of the process come and go, so that no
    // single figure says anything; but most of nine do.
    #expect(growth.sorted()[4] < 4_000_000)
  }

  private func mutate(_ bytes: [UInt8], _ random: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
      case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &random))
      case 3: bytes.insert(random.pick(Array("[]{}:,-#&*!|>'\"%@?\t\n\r \\".utf8)), at: place)
      default: bytes = Array(bytes[..<place]) + bytes[end...].reversed()
      }
    }
    return bytes
  }

  private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self).split(separator: " ")
    return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
