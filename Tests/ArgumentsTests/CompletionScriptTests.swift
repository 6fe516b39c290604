import Arguments
import Glibc
import Testing

/// The scripts in the real shells. In place of the program there is one that writes down what it was asked, and answers
/// what the pure function answers.
@Suite struct CompletionScriptTests {
  /// A directory with a program `hatchet` in it that answers `answer`.
  final class Fixture {
    let directory: String

    init(_ shell: CompletionScript, answer: String) throws {
      var template = Array("/tmp/hatchet-complete-XXXXXX".utf8CString)
      _ = try #require(mkdtemp(&template))
      directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try write("answer", answer)
      try write("script", shell.text(program: "hatchet"))
      try write("hatchet", "#!/bin/sh\nprintf '[%s]' \"$@\" >'\(directory)/asked'\ncat '\(directory)/answer'\n")
      try write("apple pie.txt", "")
      chmod("\(directory)/hatchet", 0o755)
      mkdir("\(directory)/avenue", 0o755)
    }

    deinit { _ = run("rm -rf '\(directory)'") }

    func write(_ name: String, _ text: String) throws {
      let file = try #require(fopen("\(directory)/\(name)", "w"))
      fputs(text, file)
      fclose(file)
    }

    /// What the shell said, and how the program was called.
    func said(_ shell: CompletionScript, _ commands: String) throws -> (output: String, asked: String) {
      try write("commands", commands)
      // In a session of its own: bash does not wait for what is in `<( )`, and where this process is a subreaper, what
      // is left is taken for our own and reaped by nobody. A zombie of which it knows nothing holds up Swift Testing.
      let output = run(
        "cd '\(directory)' && PATH=\"$PWD:$PATH\" HOME=$PWD setsid --wait \(shell.rawValue) commands 2>&1; true")
      return (output, run("cat '\(directory)/asked'"))
    }
  }

  static func has(_ shell: CompletionScript) -> Bool { !run("command -v \(shell.rawValue)").isEmpty }

  @Test(
    .enabled("bash is not installed") { has(.bash) },
    arguments: [
      // What bash hands over: the line, and its words, which it also splits at `=` and `:`.
      ("hatchet runs li", "hatchet runs li", ["runs", "li"], "list"),
      ("hatchet ", "hatchet ''", [""], "step worker help runs copy"),
      ("hatchet runs  list --status=f", "hatchet runs list --status = f", ["runs", "list", "--status=f"], "failed"),
      (
        "hatchet runs list --status=", "hatchet runs list --status =", ["runs", "list", "--status="],
        "queued waiting running completed failed"
      ),
      ("hatchet runs list --status f", "hatchet runs list --status f", ["runs", "list", "--status", "f"], "failed"),
      ("hatchet copy a", "hatchet copy a", ["copy", "a"], "apple pie.txt avenue answer asked"),
      ("hatchet help --man=a", "hatchet help --man = a", ["help", "--man=a"], "avenue"),
    ])
  func bash(_ line: String, _ words: String, _ asked: [String], _ found: String) throws {
    let fixture = try Fixture(.bash, answer: sample.description.completion(of: asked).text)
    let result = try fixture.said(
      .bash,
      """
      source ./script
      COMP_LINE='\(line)' COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(\(words)) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _hatchet_complete
      printf '%s\\n' "${COMPREPLY[@]}"
      complete -p hatchet
      """)
    #expect(result.asked == asked.reduce("[__complete]") { $0 + "[\($1)]" })
    let lines = result.output.split(separator: "\n")
    #expect(Set(lines.dropLast().joined(separator: " ").split(separator: " ")) == Set(found.split(separator: " ")))
    #expect(lines.last?.contains("_hatchet_complete hatchet") == true)
  }

  @Test(.enabled("bash is not installed") { has(.bash) })
  func bashSplitsNamesAtColons() throws {
    let fixture = try Fixture(.bash, answer: "none\nteam:report\nteam:import\n")
    let result = try fixture.said(
      .bash,
      """
      source ./script
      COMP_LINE='hatchet runs list team:re' COMP_POINT=25
      COMP_WORDS=(hatchet runs list team : re) COMP_CWORD=5
      _hatchet_complete
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    #expect(result.asked == "[__complete][runs][list][team:re]")
    #expect(result.output == "report\nimport\n")
  }

  @Test(
    .enabled("fish is not installed") { has(.fish) },
    arguments: [
      ("hatchet runs li", ["runs", "li"], "list\tRuns, newest first\n"),
      ("hatchet runs list --status=f", ["runs", "list", "--status=f"], "--status=failed\n"),
      ("hatchet runs list -s f", ["runs", "list", "-s", "f"], "failed\n"),
      ("hatchet copy ap", ["copy", "ap"], "apple pie.txt\n"),
      ("hatchet help --man av", ["help", "--man", "av"], "avenue/\n"),
      ("hatchet help --man=av", ["help", "--man=av"], "--man=avenue/\n"),
    ])
  func fish(_ line: String, _ asked: [String], _ found: String) throws {
    let fixture = try Fixture(.fish, answer: sample.description.completion(of: asked).text)
    let result = try fixture.said(.fish, "source ./script\ncomplete -C '\(line)'\n")
    #expect(result.asked == asked.reduce("[__complete]") { $0 + "[\($1)]" })
    #expect(result.output.replacing("\tDirectory", with: "").replacing("\\ ", with: " ") == found)
  }

  /// A real interactive zsh, in a pseudo-terminal: Tab is pressed after `line`, and what then stands there is read.
  @Test(
    .enabled("zsh is not installed") { has(.zsh) },
    arguments: [
      ("hatchet runs li", ["runs", "li"], "hatchet runs list"),
      ("hatchet runs list --status=f", ["runs", "list", "--status=f"], "hatchet runs list --status=failed"),
      ("hatchet runs list -s 'f", ["runs", "list", "-s", "f"], "hatchet runs list -s 'failed'"),
      ("hatchet copy ap", ["copy", "ap"], "hatchet copy apple\\ pie.txt"),
      ("hatchet help --man=av", ["help", "--man=av"], "hatchet help --man=avenue"),
    ])
  func zsh(_ line: String, _ asked: [String], _ found: String) throws {
    let fixture = try Fixture(.zsh, answer: sample.description.completion(of: asked).text)
    let result = try fixture.said(
      .zsh,
      """
      zmodload zsh/zpty
      zpty shell 'TERM=dumb zsh -f -i'
      zpty -w shell "PS1=; unset zle_bracketed_paste; autoload -Uz compinit && compinit -u -D"
      zpty -w shell "source ./script"
      zpty -w shell "show() { print -r -- \\"<<\\$BUFFER>>\\"; exit }; zle -N show; bindkey '^X' show; print rea''dy"
      zpty -r -m shell output '*ready*'
      zpty -w -n shell $'\(line.replacing("'", with: "\\'"))\\t\\x18'
      zpty -r -m shell output '*<<*>>*'
      print -r -- ${${output##*<<}%%>>*}
      """)
    #expect(result.asked == asked.reduce("[__complete]") { $0 + "[\($1)]" })
    #expect(result.output.split(separator: "\n").last?.trimmingSuffix(while: { $0 == " " || $0 == "/" }) == found[...])
  }

  @Test(arguments: CompletionScript.allCases)
  func theScriptIsFixedButForTheName(_ shell: CompletionScript) {
    let text = shell.text(program: "hatchet-dev")
    #expect(text.contains("hatchet-dev __complete"))
    #expect(!text.contains("@" + "PROGRAM"))
    #expect(text.contains("hatchet_dev"))
    guard Self.has(shell) else { return }
    #expect(run("cat <<'END' | \(shell.rawValue) -n 2>&1\n\(text)END\n") == "")
  }
}

/// What a command line writes on stdout.
private func run(_ command: String) -> String {
  guard let pipe = popen(command, "r") else { return "" }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&chunk, 1, chunk.count, pipe), count > 0 { bytes += chunk.prefix(count) }
  pclose(pipe)
  return String(decoding: bytes, as: UTF8.self)
}

extension Substring {
  fileprivate func trimmingSuffix(while test: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, test(last) { rest.removeLast() }
    return rest
  }
}
