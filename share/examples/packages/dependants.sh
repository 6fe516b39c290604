#!/bin/sh
# From packages as JSON lines to lines of package and how many packages depend on it; the 100 with the most.
set -eu
export LC_ALL=C
tab=$(printf '\t')
# Not a pipe: its exit status would be lost.
rows=$("${0%/*}/json.sh" depends)
printf '%s\n' "$rows" |
  awk '
    { for (i = 1; i <= NF; i++) dependants[$i]++ }
    END { for (name in dependants) printf "%s\t%d\n", name, dependants[name] }
  ' | sort -t "$tab" -k 2,2nr -k 1,1 | sed -n 1,100p
