package import Time

/// The id that people see: a version 8 UUID that holds a kind, the time of creation and an identity number, so that one
/// id finds its daily partition without a look-up table.
///
/// Layout, from the most significant bit: 48 bits of Unix milliseconds; version `1000`; 10 bits of microseconds within
/// the millisecond (0 to 999); 2 bits of kind; variant `10`; 62 bits of number. It is stored by people in their
/// scripts: it never changes.
package struct PublicID: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    case run = 0
    case task = 1
    case event = 2
  }

  package var kind: Kind
  /// When the row was created; for a task, when its run was. At or after 1970, microseconds exact.
  package var createdAt: Timestamp
  /// The identity number (for a task `TaskID.rawValue`): 0 to 2^62 - 1.
  package var number: Int64

  package init(kind: Kind, createdAt: Timestamp, number: Int64) {
    self.kind = kind
    self.createdAt = createdAt
    self.number = number
  }

  /// The 16 bytes as two halves, the more significant first: what goes into a binary `uuid`.
  package var halves: (high: UInt64, low: UInt64) {
    let micros = UInt64(max(0, createdAt.microseconds))
    let (millis, rest) = micros.quotientAndRemainder(dividingBy: 1000)
    let high = millis << 16 | 0x8000 | rest << 2 | UInt64(kind.rawValue)
    return (high, 0x8000_0000_0000_0000 | UInt64(bitPattern: number) & Self.numberMask)
  }

  /// nil if the two halves are not an id of ours: another version or variant, an unknown kind, 1000 or more
  /// microseconds.
  package init?(high: UInt64, low: UInt64) {
    let micros = high >> 2 & 0x3FF
    guard high >> 12 & 0xF == 8, low >> 62 == 0b10, micros < 1000, let kind = Kind(rawValue: UInt8(high & 3))
    else { return nil }
    self.kind = kind
    createdAt = Timestamp(microseconds: Int64(high >> 16) * 1000 + Int64(micros))
    number = Int64(low & Self.numberMask)
  }

  /// The usual form: 36 characters, lower case.
  package var text: String {
    let (high, low) = halves
    // Byte by byte in place: scalar by scalar it took 1 us, and each task's process has it several times.
    return String(unsafeUninitializedCapacity: 36) { buffer in
      var end = 0
      for position in 0..<32 {
        if position == 8 || position == 12 || position == 16 || position == 20 {
          buffer[end] = UInt8(ascii: "-")
          end += 1
        }
        let half = position < 16 ? high : low
        let digit = UInt8(half >> UInt64(60 - position % 16 * 4) & 0xF)
        buffer[end] = digit < 10 ? digit + 48 : digit + 87
        end += 1
      }
      return end
    }
  }

  /// Reads what `text` writes, in upper case too.
  ///
  /// Throws `invalidID` if it is not a UUID, or not one that hatchet gave out, and says which of the two.
  package init(parsing text: some StringProtocol) throws(EngineError) {
    var halves: (UInt64, UInt64) = (0, 0)
    var position = 0
    for (index, byte) in text.utf8.enumerated() {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { throw .notUUID(text) }
        continue
      }
      guard let digit = Self.digit(byte), position < 32 else { throw .notUUID(text) }
      if position < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
      position += 1
    }
    guard position == 32 else { throw .notUUID(text) }
    guard let id = PublicID(high: halves.0, low: halves.1) else { throw .foreignUUID(text) }
    self = id
  }

  private static let numberMask: UInt64 = 1 << 62 - 1

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
