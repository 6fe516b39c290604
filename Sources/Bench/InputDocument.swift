/// The inputs of the runs: JSON documents of one size.
struct InputDocument: Sendable {
  /// Text that lz4 does not make smaller, so that what is measured are the bytes that were asked for.
  private let filling: [UInt8]
  private let isFilled: Bool

  /// `size`: in bytes; nil, and what is less than the smallest, is the smallest: some ten bytes.
  init(size: Int?) {
    let frame = #"{"n":1000000,"text":""}"#.utf8.count
    isFilled = size.map { $0 > frame } ?? false
    var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    filling = (0..<max(0, (size ?? 0) - frame)).map { _ in
      // xorshift64
      seed ^= seed << 13
      seed ^= seed >> 7
      seed ^= seed << 17
      return letters[Int(seed >> 58)]
    }
  }

  /// Of the run with that number, which has seven digits if it is to have exactly the size.
  func bytes(_ number: Int) -> [UInt8] {
    var bytes = Array(#"{"n":"#.utf8)
    bytes.reserveCapacity(filling.count + 32)
    bytes += String(1_000_000 + number % 9_000_000).utf8
    if isFilled {
      bytes += #","text":""#.utf8
      bytes += filling
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  /// `count` of them.
  func documents(_ count: Int, tell: @escaping @Sendable (Int) -> Void = { _ in }) -> Documents {
    Documents(input: self, count: count, tell: tell)
  }

  struct Documents: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    let input: InputDocument
    let count: Int
    let tell: @Sendable (Int) -> Void

    func makeAsyncIterator() -> Iterator { Iterator(documents: self) }

    struct Iterator: AsyncIteratorProtocol {
      let documents: Documents
      var next = 0

      mutating func next() async -> [UInt8]? {
        guard next < documents.count else { return nil }
        next += 1
        if next & 1023 == 0 { documents.tell(next) }
        return documents.input.bytes(next)
      }
    }
  }
}
