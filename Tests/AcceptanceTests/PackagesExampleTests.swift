import ChildProcess
import FoundationEssentials
import JSON
import Testing

/// The scripts of share/examples/packages: their numbers are right, on this machine and on an odd one.
@Suite struct PackagesExampleTests {
  static let scripts = BuiltProgram.root + "/share/examples"

  /// Quotes, backslashes, folded fields, alternatives, architectures, nothing where something is usual.
  static let odd = #"""
    Package: one
    Status: install ok installed
    Section: libs
    Installed-Size: 100
    Maintainer: "Q" \Back\slash\ | pipe <a@b>
    Depends: two (>= 1.0), three:any | four (<< 2),
     five, two
    Pre-Depends: six

    Package: gone
    Status: deinstall ok config-files
    Installed-Size: 9999
    Section: libs
    Maintainer: X

    Package: two
    Status: hold ok installed
    Maintainer: Zoë 日本 <z@b>
    Description: of several lines
     Package: fake
     .

    Package: three
    Status: install ok installed
    Section: non-free/libs
    Installed-Size: 3000000000
    Maintainer: Zoë 日本 <z@b>
    Depends: two, one

    """#

  private func run(_ script: String, input: String = "", environment: [String: String] = [:]) async throws -> String {
    let answer = try await BuiltProgram.shell(
      "exec ./packages/\(script)", in: Self.scripts, environment: environment, input: input)
    try #require(answer.status.isSuccess, "\(script): \(answer.status): \(answer.log)")
    return answer.output
  }

  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  private func check(_ status: String, file: String) async throws {
    let facts = PackageFacts(status: status)
    let lines = try await run("extract.sh", environment: ["STATUS": file])
    #expect(lines.utf8.count < 4 << 20, "more than a task may write")
    let packages = try lines.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
    #expect(packages.count == facts.count)

    let sizes = rows(try await run("sizes.sh", input: lines))
    #expect(Dictionary(uniqueKeysWithValues: sizes.map { ($0[0], Int($0[1])) }) == facts.kibBySection)
    #expect(Dictionary(uniqueKeysWithValues: sizes.map { ($0[0], Int($0[2])) }) == facts.countBySection)
    #expect(sizes.compactMap { Int($0[1]) } == facts.kibBySection.values.sorted(by: >))

    let dependants = rows(try await run("dependants.sh", input: lines))
    #expect(dependants.compactMap { Int($0[1]) } == Array(facts.dependants.values.sorted(by: >).prefix(100)))
    for row in dependants { #expect(Int(row[1]) == facts.dependants[row[0]], "\(row[0])") }

    let maintainers = rows(try await run("maintainers.sh", input: lines))
    #expect(Dictionary(uniqueKeysWithValues: maintainers.map { ($0[0], Int($0[1])) }) == facts.countByMaintainer)
    #expect(Dictionary(uniqueKeysWithValues: maintainers.map { ($0[0], Int($0[2])) }) == facts.kibByMaintainer)
  }

  @Test(.enabled(if: FileManager.default.isReadableFile(atPath: "/var/lib/dpkg/status")))
  func countsThisMachine() async throws {
    let path = "/var/lib/dpkg/status"
    try await check(String(contentsOfFile: path, encoding: .utf8), file: path)
  }

  @Test func countsAnOddMachine() async throws {
    try await BuiltProgram.withScratch { directory in
      try Self.odd.write(toFile: directory + "/status", atomically: false, encoding: .utf8)
      try await check(Self.odd, file: directory + "/status")
    }
  }

  @Test func anEmptyMachineHasAReportToo() async throws {
    let lines = try await run("extract.sh", environment: ["STATUS": "/dev/null"])
    #expect(lines.isEmpty)
    #expect(try await run("sizes.sh", input: lines).isEmpty)
    let text = try await report(sizes: "", dependants: "", maintainers: "")
    #expect(text.contains("0 packages in 0 sections, by 0 maintainers"))
  }

  @Test func saysWhatIsMissing() async throws {
    let answer = try await BuiltProgram.shell(
      "exec ./packages/extract.sh", in: Self.scripts, environment: ["STATUS": "/nonexistent"])
    #expect(answer.status == .exited(66))
    #expect(answer.log.contains("unable to read '/nonexistent'"))
  }

  @Test(arguments: [#"{"a":}"#, #"{"a":"\q"}"#, "[1,2", "{} x", #""abc"#])
  func refusesWhatIsNoJSON(text: String) async throws {
    let answer = try await BuiltProgram.shell("./packages/sizes.sh", in: Self.scripts, input: text + "\n")
    #expect(answer.status == .exited(65))
    #expect(answer.output.isEmpty)
  }

  @Test func readsAnyJSON() async throws {
    let document = #"{"a":{"b":"\u00e9\ud83d\ude00\\n\\\\x\/\""},"c":[1,"x",[2]],"d":null,"e":true,"f":-1.5e3,"g":[]}"#
    let answer = try await BuiltProgram.shell(
      "./packages/json.sh a.b c c.1 d e f g none", in: Self.scripts, input: document + "\n")
    #expect(answer.output == "é😀\\n\\\\x/\"\t1 x 2\tx\t\ttrue\t-1.5e3\t\t\n")
  }

  /// `lines` as the task's document brings them, with an input that a person has laid out.
  private func report(
    sizes: String, dependants: String, maintainers: String, environment: [String: String] = [:]
  ) async throws -> String {
    let parents: JSONValue = .object([
      ("sizes", .string(sizes)), ("dependants", .string(dependants)), ("maintainers", .string(maintainers)),
    ])
    let document = "{\"input\":{\n  \"parents\": \"no\\n\"\n},\"parents\":\(JSONWriter.text(parents)),\"attempt\":1}\n"
    return try await run("report.sh", input: document, environment: environment)
  }

  @Test func drawsTheReport() async throws {
    let text = try await report(
      sizes: "big\t2097152\t3\nmid\t1048576\t2\nsmall\t512\t1\ntiny\t1\t1\n", dependants: "libc6\t41\nzlib1g\t7\n",
      maintainers: "\"Q\" \\ | pipe <a@b>\t2\t2048\nZoë\t1\t100\n", environment: ["TOP": "3", "LANG": "C"])
    let host = try await BuiltProgram.shell("uname -n", in: "/").output
    #expect(
      text == """
        # Packages of \(host)
        7 packages in 4 sections, by 2 maintainers: 3.0 GiB.

        ## Installed size by section

            big        2.0 GiB  ########################################
            mid        1.0 GiB  ####################
            small      512 KiB  #
            1 other      1 KiB  #

        ## Most depended on

        | dependants | package                  |
        |-----------:|--------------------------|
        |         41 | libc6                    |
        |          7 | zlib1g                   |

        ## Maintainers

        | packages |       size | maintainer |
        |---------:|-----------:|------------|
        |        2 |    2.0 MiB | "Q" \\\\ \\| pipe <a@b> |
        |        1 |    100 KiB | Zoë |

        """)
    let blocks = try await report(
      sizes: "big\t4\t1\n", dependants: "", maintainers: "", environment: ["LANG": "de_DE.utf8"])
    #expect(blocks.contains("big      4 KiB  ████"))
  }
}
