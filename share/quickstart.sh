#!/bin/sh
# From a fresh machine to a workflow on real data: installs the packages that are missing, builds hatchet, and runs
# share/examples/packages.yaml on a private PostgreSQL. It may be run again at any time, and leaves no worker behind.
set -eu
cd "$(dirname "$0")/.."
. share/prepare.sh
sane_environment

heading 'Packages'
find_swift
need libpq-dev libreadline-dev libyaml-dev pkg-config postgresql

heading 'Building hatchet (the first time takes minutes)'
[ -t 1 ] && quiet= || quiet=--quiet
# Nothing, or one word.
# shellcheck disable=SC2086
swift build -c release --static-swift-stdlib --product hatchet $quiet
bin=$PWD/.build/release
PATH=$bin:$PATH
hatchet --version

# Shows a command and does it.
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}

heading 'A workflow over this machine'\''s own package database'
show hatchet apply share/examples/packages.yaml
printf '\n$ hatchet enqueue packages\n'
run=$(hatchet enqueue packages)
echo "$run"
show hatchet worker --until-idle
show hatchet inspect "$run"
show hatchet inspect "$run" --result --task report

heading 'Next'
[ "$HOME" != "$PWD/.build/home" ] || echo "  export HOME=\"$HOME\"   # yours cannot be written to"
cat <<END
  export PATH="$bin:\$PATH"
  hatchet logs last            # what its tasks wrote on stderr
  hatchet replay last --all && hatchet worker --until-idle
  hatchet runs list
  hatchet quickstart           # makes a workflow of your own, to change
  hatchet repl                 # all of this at a prompt, and SQL
  hatchet help

The private PostgreSQL stops by itself some time after the last hatchet; 'hatchet database stop' does it now.
END
