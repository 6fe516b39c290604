package import Arguments
import Terminal

/// For commands that take something away, or do it to many at once.
package struct ConfirmOptions: OptionGroup {
  package var yes = false
  package var dryRun = false

  package init() {}

  package init(yes: Bool) { self.yes = yes }

  package static let options = OptionList<Self>("confirmation options")
    .flag("yes", "y", \.yes, "Do it without asking")
    .flag("dry-run", "n", \.dryRun, "Only show what would be done")
    .exclusive("yes", "dry-run")

  /// Asks `question` ("cancel 12 runs?"), and ends the command with exit status 1 on a no. Throws `noTerminal` if nobody
  /// is there to be asked.
  package func ask(_ question: String, _ session: Session) throws {
    let prompt = Prompt(canAsk: session.canAsk, assumesYes: yes, output: session.errors) { [input = session.input] in
      input.typedLine()
    }
    guard try prompt.confirm(question) else {
      session.say("nothing was done")
      throw ExitStatus(1)
    }
  }
}
