#!/bin/sh
# From packages as JSON lines to lines of section, KiB, number of packages; the largest section first.
set -eu
export LC_ALL=C
tab=$(printf '\t')
# Not a pipe: its exit status would be lost.
rows=$("${0%/*}/json.sh" section size)
printf '%s\n' "$rows" |
  awk -F '\t' '
    NF { size[$1] += $2; packages[$1]++ }
    END { for (section in size) printf "%s\t%.0f\t%d\n", section, size[section], packages[section] }
  ' | sort -t "$tab" -k 2,2nr -k 1,1
