import ChildProcess
import Testing

@Suite struct LogLineTests {
  @Test(arguments: [
    ([UInt8]("grüß 😀".utf8), "grüß 😀"), ([], ""), ([0], "\\x00"), ([65, 0, 66], "A\\x00B"), ([0xff, 65], "\\xffA"),
    ([0xc3], "\\xc3"), ([0xe2, 0x82], "\\xe2\\x82"), ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"),
    ([0xc0, 0x80], "\\xc0\\x80"), ([0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
    ([0xe2, 0x82, 0xac, 0], "€\\x00"),
  ])
  func escapesWhatIsNotText(_ bytes: [UInt8], _ expected: String) {
    #expect(escapedText(bytes) == expected)
  }

  @Test func everyByteIsAccountedFor() {
    for byte in UInt8.min...UInt8.max {
      let text = escapedText([byte])
      #expect(byte == 0 || byte >= 0x80 ? text.count == 4 : Array(text.utf8) == [byte])
      #expect(!text.utf8.contains(0))
    }
  }
}
