#!/bin/sh
# Joins the three branches to a report in Markdown that reads well in a terminal, too. Standard input is the task's
# JSON document, with what the parents wrote under "parents".
set -eu
here=${0%/*}
top=${TOP:-10}

# Blocks where they can be shown.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) block=█ ;;
  *) block='#' ;;
esac
export LC_ALL=C

# In one line, as json.sh wants it: within a string, a newline is always written \n.
document=$(tr '\n\r' '  ')
lines() { [ -z "$1" ] || printf '%s\n' "$1"; }
parent() { printf '%s\n' "$document" | "$here/json.sh" "parents.$1"; }
sizes=$(parent sizes)
dependants=$(parent dependants)
maintainers=$(parent maintainers)

human='function human(kib) {
  if (kib < 1024) return sprintf("%.0f KiB", kib)
  if (kib < 1048576) return sprintf("%.1f MiB", kib / 1024)
  return sprintf("%.1f GiB", kib / 1048576)
}
function counted(count, what) { return count " " what (count == 1 ? "" : "s") }'

echo "# Packages of $(uname -n)"
echo
lines "$sizes" | awk -F '\t' -v maintainers="$(lines "$maintainers" | grep -c .)" "$human"'
  { size += $2; packages += $3 }
  END {
    printf "%s in %s, by %s: %s.\n", counted(packages + 0, "package"), counted(NR, "section"),
      counted(maintainers + 0, "maintainer"), human(size)
  }
'

echo
echo "## Installed size by section"
echo
lines "$sizes" | awk -F '\t' -v top="$top" -v block="$block" "$human"'
  function bar(size,   length_, text) {
    length_ = int(size / largest * 40 + 0.5)
    if (length_ < 1 && size > 0) length_ = 1
    while (length_-- > 0) text = text block
    return text
  }
  NR <= top { label[NR] = $1; size[NR] = $2; shown = NR }
  NR > top { rest += $2 }
  END {
    if (NR > shown) {
      label[++shown] = NR - top (NR - top == 1 ? " other" : " others")
      size[shown] = rest
    }
    for (i = 1; i <= shown; i++) {
      if (length(label[i]) > width) width = length(label[i])
      if (size[i] > largest) largest = size[i]
    }
    for (i = 1; i <= shown; i++) {
      line = sprintf("    %-" width "s %10s  %s", label[i], human(size[i]), bar(size[i]))
      sub(/ +$/, "", line)
      print line
    }
  }
'

echo
echo "## Most depended on"
echo
echo "| dependants | package                  |"
echo "|-----------:|--------------------------|"
lines "$dependants" | awk -F '\t' -v top="$top" 'NF && NR <= top { printf "| %10d | %-24s |\n", $2, $1 }'

echo
echo "## Maintainers"
echo
echo "| packages |       size | maintainer |"
echo "|---------:|-----------:|------------|"
lines "$maintainers" | awk -F '\t' -v top="$top" "$human"'
  NF && NR <= top {
    gsub(/[|\\]/, "\\\\&", $1)
    printf "| %8d | %10s | %s |\n", $2, human($3), $1
  }
'
