import FoundationEssentials

/// The package's own files, as the tests of the house look at them.
struct SourceTree {
  struct File {
    /// From the package's root: `Sources/Store/Tail/Tail.swift`.
    let path: String
    let text: String

    /// Cut at bytes: a thousand files are cut in no time.
    var lines: [Substring] {
      text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    }
    /// The name without folder and ending.
    var name: String { String(path.split(separator: "/").last?.split(separator: ".").first ?? "") }
    /// The folder below Sources or Tests.
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The modules that it imports, whatever the access.
    var imports: [String] {
      lines.compactMap { line in
        guard Self.beginnings.contains(where: line.hasPrefix) else { return nil }
        return line.firstMatch(of: #/\bimport (?:\w+ )?(\w+)/#).map { String($0.1) }
      }
    }

    private static let beginnings = ["import ", "package import ", "public import ", "internal import ", "@"]
  }

  static let root = String(#filePath.split(separator: "/").dropLast(3).joined(separator: "/").withSlash)

  static func read(_ path: String) throws -> File {
    File(path: path, text: try String(contentsOfFile: root + "/" + path, encoding: .utf8))
  }

  /// All files below a folder whose name ends so, sorted by path.
  static func files(in folder: String, ending: String) throws -> [File] {
    try FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)
      .filter { $0.hasSuffix(ending) }
      .sorted()
      .map { try read(folder + "/" + $0) }
  }
}

extension String {
  fileprivate var withSlash: String { "/" + self }
}
