import TestRandom
import Testing

@testable import Console

@Suite struct SQLScannerTests {
  /// Where the first statement ends, in the first that has an end.
  private func first(_ text: String) -> String? {
    var scanner = SQLScanner()
    return scanner.scan(text[...]).map { String(text[..<$0]) }
  }

  @Test(arguments: [
    ("select 1; x", "select 1;"),
    ("select ';'; x", "select ';';"),
    ("select 'it''s;'; x", "select 'it''s;';"),
    ("select '\\'; x", "select '\\';"),
    ("select E'\\';'; x", "select E'\\';';"),
    ("select e'\\\\'; x", "select e'\\\\';"),
    ("select E'a'';'; x", "select E'a'';';"),
    ("select E'a'\n'\\';'; x", "select E'a'\n'\\';';"),
    ("select 'a'\n'\\'; x", "select 'a'\n'\\';"),
    ("select E'a' '\\'; x", "select E'a' '\\';"),
    ("select some'\\'; x", "select some'\\';"),
    ("select \";\"; x", "select \";\";"),
    ("select \"a\"\";\"; x", "select \"a\"\";\";"),
    ("select $$;$$; x", "select $$;$$;"),
    ("select $a$;$b$;$a$; x", "select $a$;$b$;$a$;"),
    ("select $a$ $a $a$; x", "select $a$ $a $a$;"),
    ("select a$b$; x", "select a$b$;"),
    ("select 1$$;$$; x", "select 1$$;$$;"),
    ("select $1; x", "select $1;"),
    ("select $1$$;$$; x", "select $1$$;$$;"),
    ("select $é$;$é$; x", "select $é$;$é$;"),
    ("select 1 -- ;\n; x", "select 1 -- ;\n;"),
    ("select 1 /* ; */; x", "select 1 /* ; */;"),
    ("select /* /* ; */ ; */ 1; x", "select /* /* ; */ ; */ 1;"),
    ("select (1;) x", "select (1;"),
    ("select 1 - 2 / 3; x", "select 1 - 2 / 3;"),
    ("select '-- /* $$ \"'; x", "select '-- /* $$ \"';"),
  ])
  func findsTheEnd(_ text: String, _ statement: String) {
    #expect(first(text) == statement)
  }

  @Test(arguments: [
    ("select 1", SQLScanner.Open.nothing, 0), ("select 'a;", .string(escapes: false), 0),
    ("select E'a\\';", .string(escapes: true), 0), ("select \"a;", .identifier, 0),
    ("select $t$ ; $$", .dollar(Array("$t$".utf8)), 0), ("select /* /* */ ;", .comment(depth: 1), 0),
    ("select (1, [2", .nothing, 2), ("select (1)) -- ;", .nothing, 0),
  ])
  func knowsWhatIsOpen(_ text: String, _ open: SQLScanner.Open, _ nesting: Int) {
    var scanner = SQLScanner()
    #expect(scanner.scan(text[...]) == nil)
    #expect(scanner.open == open)
    #expect(scanner.nesting == nesting)
  }

  /// Statements put together from pieces whose meaning is known: the scanner finds each, whole or line by line.
  @Test func findsStatementsOfRandomPieces() {
    let pieces = [
      "a", " ", "1", "(", ")", ",", "\n", "'x;y'", "''", "'it''s'", "\"i;d\"", "$$;'\n$$", "$q$ ;$$ $q$", "E'\\';\\\\'",
      "/* ; ' /* $$ */ \n */", "-- ; ' $$\n", "+", "x$y", "é",
    ]
    var random = Dice(seed: 3)
    for _ in 0..<2000 {
      let count = Int.random(in: 1...8, using: &random)
      // A blank on each side keeps pieces from growing together.
      let statement = (0..<count).map { _ in " \(pieces.randomElement(using: &random) ?? "") " }.joined() + ";"
      let text = statement + "'rest"
      #expect(first(text) == statement, "\(text)")

      var scanner = SQLScanner()
      var read = ""
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if let end = scanner.scan(line) {
          read += line[..<end]
          break
        }
        read += line + "\n"
      }
      #expect(read == statement, "\(text)")
    }
  }

  /// Whatever bytes come, it ends, and it ends within the text.
  @Test func survivesAnyText() {
    var random = Dice(seed: 4)
    for _ in 0..<3000 {
      let text = random.text(of: "eE'\"$a1;-/*()\\ \n\r_é\u{0}", upTo: 24)
      var rest = text[...]
      var scanner = SQLScanner()
      while let end = scanner.scan(rest) {
        #expect(end > rest.startIndex && rest[..<end].last == ";")
        rest = rest[end...]
        scanner = SQLScanner()
      }
    }
  }
}
