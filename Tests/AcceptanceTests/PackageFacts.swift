/// What share/examples/packages computes, computed another way: from a package database's text.
struct PackageFacts {
  var count = 0
  var kibBySection: [String: Int] = [:]
  var countBySection: [String: Int] = [:]
  var dependants: [String: Int] = [:]
  var countByMaintainer: [String: Int] = [:]
  var kibByMaintainer: [String: Int] = [:]

  init(status: String) {
    var fields: [String: String] = [:]
    var last = ""
    for line in status.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init) {
      if line.isEmpty {
        add(fields)
        fields = [:]
      } else if line.hasPrefix(" ") || line.hasPrefix("\t") {
        fields[last]? += " " + line
      } else if let colon = line.firstIndex(of: ":") {
        last = String(line[..<colon])
        fields[last] = Self.trimmed(line[line.index(after: colon)...])
      }
    }
    add(fields)
  }

  private mutating func add(_ fields: [String: String]) {
    guard fields["Status", default: ""].hasSuffix(" installed") else { return }
    let section = fields["Section"] ?? "unknown"
    let maintainer = fields["Maintainer"] ?? "unknown"
    let kib = fields["Installed-Size"].flatMap { Int($0) } ?? 0
    count += 1
    kibBySection[section, default: 0] += kib
    countBySection[section, default: 0] += 1
    kibByMaintainer[maintainer, default: 0] += kib
    countByMaintainer[maintainer, default: 0] += 1
    for name in Set(Self.names(fields["Depends"]) + Self.names(fields["Pre-Depends"])) {
      dependants[name, default: 0] += 1
    }
  }

  /// Of `a (>= 1) | b:any, c`: a, b, c.
  private static func names(_ list: String?) -> [String] {
    (list ?? "").split { $0 == "," || $0 == "|" }.map { part in
      String(trimmed(part).prefix { $0 != " " && $0 != ":" && $0 != "(" })
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var rest = text.drop(while: isBlank)
    while let end = rest.last, isBlank(end) { rest.removeLast() }
    return String(rest)
  }
}
