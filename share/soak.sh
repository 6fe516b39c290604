#!/bin/sh
# soak.sh [HOURS]: kills workers, children, connections and servers at random for hours (1 by default), each round by a
# seed of its own, against a PostgreSQL of its own; plays the rules' simulation in between. Stops at the first failure,
# and says how to repeat it.
set -eu
cd "$(dirname "$0")/.."
. share/prepare.sh
sane_environment
find_swift
hours=${1:-1}
case $hours in
'' | *[!0-9.]* | *.*.* | .) fail "the number of hours must be a number, not '$hours'" ;;
esac
end=$(date +%s)
end=$((end + $(awk "BEGIN { printf \"%d\", $hours * 3600 }")))

swift build --build-tests --quiet -Xswiftc -warnings-as-errors -Xcc -Werror
log=.build/soak.log
round=0
while [ "$(date +%s)" -lt "$end" ]; do
  round=$((round + 1))
  seed=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
  # The random rounds each time; the slower troubles of network and servers at times.
  filter='workersChildrenAndConnectionsDie|everyRunEndsAsItsTasksSay'
  [ $((round % 5)) -ne 1 ] || filter="$filter|KillTests|NetworkTests|FailoverTests"
  printf 'round %d, seed %s\n' "$round" "$seed"
  if ! HATCHET_SEED=$seed timeout -k 10 1800 \
    swift test --skip-build --disable-xctest -Xswiftc -warnings-as-errors -Xcc -Werror --filter "$filter" \
    >"$log" 2>&1; then
    grep -A 20 'recorded an issue' "$log" || tail -n 40 "$log"
    fail "round $round failed; all that it said: $log" \
      "HATCHET_SEED=$seed swift test --filter '$filter'"
  fi
done
printf 'no failure in %d rounds\n' "$round"
