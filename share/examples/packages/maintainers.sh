#!/bin/sh
# From packages as JSON lines to lines of maintainer, number of packages, KiB; the busiest first.
set -eu
export LC_ALL=C
tab=$(printf '\t')
# Not a pipe: its exit status would be lost.
rows=$("${0%/*}/json.sh" maintainer size)
printf '%s\n' "$rows" |
  awk -F '\t' '
    NF { packages[$1]++; size[$1] += $2 }
    END { for (name in packages) printf "%s\t%d\t%.0f\n", name, packages[name], size[name] }
  ' | sort -t "$tab" -k 2,2nr -k 1,1
