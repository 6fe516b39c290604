package import Arguments
import Terminal

/// `hatchet completions`
package struct Completions: Command {
  package var shell = CompletionScript.bash

  package init() {}

  package static let declaration = Declaration<Self>("Print what makes a shell complete hatchet's command lines")
    .discussion(
      """
      The script asks the program itself, so it need not be renewed with it: commands, options, values, and the names of \
      workflows if the database answers at once.

      Where shells look for it:

        bash  ~/.local/share/bash-completion/completions/hatchet
        zsh   _hatchet, in any folder of $fpath
        fish  ~/.config/fish/completions/hatchet.fish
      """
    )
    .positional("SHELL", \.shell, "Which shell")
    .example("hatchet completions fish >~/.config/fish/completions/hatchet.fish", "For fish, from now on")

  package func run(_ context: Session) async throws {
    try context.output.write(shell.text(program: "hatchet"))
  }
}
