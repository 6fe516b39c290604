import ChildProcess

/// The priority that a line may start with, as systemd reads it: `<3>` in front is level 3, error.
enum LogPriority {
  /// Of a line that does not say: informational.
  static let usual: Int16 = 6

  /// The line without its prefix.
  static func split(_ line: LogLine) -> (priority: Int16, text: String) {
    let bytes = line.bytes
    guard line.kind == .whole, bytes.count >= 3, bytes[0] == UInt8(ascii: "<"), bytes[2] == UInt8(ascii: ">"),
      (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(bytes[1])
    else { return (usual, line.text) }
    return (Int16(bytes[1] - UInt8(ascii: "0")), escapedText(bytes.dropFirst(3)))
  }
}
