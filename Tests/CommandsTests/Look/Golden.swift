import FoundationEssentials
import Testing

/// Compares what a command shows with the file that shows how it should look: `Golden/<name>.txt`.
///
/// With `HATCHET_UPDATE_GOLDEN=1` the file is written instead; look at it before you commit it.
enum Golden {
  static func expect(_ lines: [String], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let directory = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))
    let path = "\(directory)/Golden/\(name).txt"
    let text = lines.map { $0 + "\n" }.joined()
    if ProcessInfo.processInfo.environment["HATCHET_UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: URL(filePath: path))
    }
    let expected = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    #expect(text == expected, "is not as in \(name).txt:\n\(text)", sourceLocation: sourceLocation)
  }
}
