import Testing

@testable import Console

@Suite struct MetaCommandTests {
  @Test func areSortedAndNamedOnce() {
    let names = MetaCommand.all.map(\.name)
    #expect(names == Set(names).sorted())
  }

  @Test(arguments: MetaCommand.all.map(\.name))
  func isDescribed(_ name: String) throws {
    let command = try MetaCommand.named(name)
    #expect(command.arguments.isEmpty == (command.count.upperBound == 0))
    #expect(command.arguments.hasPrefix("[") == (command.count.lowerBound == 0 && command.count.upperBound > 0))
    #expect(command.summary.first?.isLowercase == true && !command.summary.hasSuffix("."))
    #expect(MetaCommand.help.contains("  \(command.usage)  "))
  }

  @Test func helpLinesUp() {
    let lines = MetaCommand.help.split(separator: "\n").prefix(MetaCommand.all.count)
    for (line, command) in zip(lines, MetaCommand.all) {
      #expect(line == "  \(command.usage)".padded(to: 20) + command.summary)
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: width - count) }
}
