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

      To install it:

        bash  hatchet completions bash >~/.local/share/bash-completion/completions/hatchet
        zsh   hatchet completions zsh >~/.zfunc/_hatchet   (a folder of $fpath)
        fish  hatchet completions fish >~/.config/fish/completions/hatchet.fish
      """
    )
    .positional("SHELL", \.shell, "Which shell")
    .example("source <(hatchet completions bash)", "For this shell")

  package func run(_ context: Session) async throws {
    try context.output.write(shell.text(program: "hatchet"))
  }
}
