#!/bin/sh
# Writes what is derived from the declarations of the commands: the completion scripts and section 1 of the manual.
set -eu
cd "$(dirname "$0")/.."
swift build --product hatchet
hatchet=$(swift build --show-bin-path)/hatchet
mkdir -p share/completions man/man1
"$hatchet" completions bash >share/completions/hatchet.bash
"$hatchet" completions zsh >share/completions/_hatchet
"$hatchet" completions fish >share/completions/hatchet.fish
rm -f man/man1/*.1
"$hatchet" help --man man/man1
