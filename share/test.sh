#!/bin/sh
# All that CI checks: the tools, the format, the scripts, the manual, a build without warnings, the tests.
# It ends with the summary of the test runner, and with a status other than 0 if anything is wrong.
set -eu
cd "$(dirname "$0")/.."
. share/prepare.sh
sane_environment

heading 'Packages'
find_swift
need libpq-dev libreadline-dev libyaml-dev pkg-config postgresql pgbouncer mandoc shellcheck tmux bash-completion zsh fish

heading 'Format'
swift format lint --strict -r Sources Tests Package.swift
echo 'as .swift-format wants it'

heading 'Scripts'
find share .ci -type f \( -name '*.sh' -o -path .ci/run \) -exec shellcheck -x {} +
echo 'nothing that shellcheck minds'

heading 'Manual'
find man -type f -exec mandoc -T lint -W warning {} +
echo 'nothing that mandoc minds'

heading 'Build'
swift build --build-tests --quiet -Xswiftc -warnings-as-errors -Xcc -Werror

# All at once, tests take each other's time; a few at a time end sooner, and none waits past its time-out.
SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$((2 * $(nproc)))
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH

# What ends is shown, what begins is in the log; dash has no pipefail. A test that hangs is to fail by its name.
heading 'Tests (all that they say: .build/test.log)'
{
  status=0
  timeout -k 10 2400 \
    swift test --skip-build --disable-xctest -Xswiftc -warnings-as-errors -Xcc -Werror 2>&1 || status=$?
  echo "$status" >.build/test.status
} | tee .build/test.log | sed -u '/^◇/d; /^. Test case/d'
status=$(cat .build/test.status)
if [ "$status" -ge 124 ]; then
  heading 'Unfinished after 40 minutes'
  sed -n 's/^◇ Test \(.*\) started\.$/\1/p' .build/test.log | while read -r test; do
    grep -qF " Test $test passed after" .build/test.log || grep -qF " Test $test failed after" .build/test.log ||
      echo "$test"
  done
fi
# Once more, for whoever sees no more of it than the end.
if [ "$status" -ne 0 ]; then
  heading 'Failed'
  grep -E '^✘|recorded an issue' .build/test.log | sort -u || true
  tail -n 1 .build/test.log
fi
exit "$status"
