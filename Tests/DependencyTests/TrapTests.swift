import Testing

/// What orchestrators with workflows that decide are known to get wrong: each trap has its number, and a test with our
/// answer to it, whose comment names it.
@Suite struct TrapTests {
  static let numbers = [
    "1", "3", "6", "7", "8", "13", "14", "15", "25", "26", "27", "30", "31", "32", "32b", "33", "34", "35", "36", "43",
    "44", "46", "47", "52", "53",
  ]

  /// The traps that are named in the comment right above a test.
  private func named() throws -> Set<String> {
    var named: Set<String> = []
    for file in try SourceTree.files(in: "Tests", ending: "Tests.swift") {
      var comment: Set<String> = []
      for line in file.lines.map({ $0.drop { $0 == " " } }) {
        if line.hasPrefix("///") {
          if let match = line.prefixMatch(of: #/\/\/\/ Trap (\d+b?): ./#) { comment.insert(String(match.1)) }
        } else {
          if line.hasPrefix("@Test") { named.formUnion(comment) }
          comment = []
        }
      }
    }
    return named
  }

  @Test func eachHasATest() throws {
    let named = try named()
    #expect(Set(Self.numbers).subtracting(named) == [], "no test names these")
    #expect(named.subtracting(Self.numbers) == [], "these are not in the list")
  }
}
