import Glibc

/// Random numbers that a seed determines (SplitMix64). A test prints its seed; `HATCHET_SEED` sets it.
package struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The seed for this run: `HATCHET_SEED`, or any.
  package static var seed: UInt64 {
    getenv("HATCHET_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0..<1_000_000)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// True once in `count` times.
  package mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  /// True in that share of all times.
  package mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }

  /// 0 to `sides` - 1.
  package mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }

  package mutating func text(of characters: String, upTo count: Int) -> String {
    let characters = Array(characters)
    return String(
      (0..<Int.random(in: 0...count, using: &self)).map { _ in characters.randomElement(using: &self) ?? " " })
  }
}
