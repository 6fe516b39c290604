#!/bin/sh
# Writes the installed packages as JSON lines:
#   {"package":"tar","section":"utils","size":3152,"maintainer":"Janos Lenart <ocsi@debian.org>","depends":["libacl1"]}
# `size` is in KiB; `depends` names every package of Depends and Pre-Depends once, alternatives included.
set -eu
status=${STATUS:-/var/lib/dpkg/status}
if ! [ -r "$status" ]; then
  echo "<3>unable to read '$status': this example wants a Debian system" >&2
  exit 66 # EX_NOINPUT
fi

# The C locale: bytes are passed on as they are, whatever they mean.
LC_ALL=C exec awk '
  function quoted(text) {
    gsub(/[\\"]/, "\\\\&", text)
    gsub(/[\001-\037]/, " ", text)
    return "\"" text "\""
  }

  # Of "a (>= 1) | b:any, c": "a","b","c".
  function names(text,   parts, count, i, name, seen, list) {
    count = split(text, parts, /[,|]/)
    for (i = 1; i <= count; i++) {
      name = parts[i]
      sub(/^[ \t]+/, "", name)
      sub(/[ \t(:].*/, "", name)
      if (name != "" && !(name in seen)) {
        seen[name]
        list = list (list == "" ? "" : ",") quoted(name)
      }
    }
    return list
  }

  function finish() {
    if (value["package"] != "" && value["status"] ~ / installed$/) {
      print "{\"package\":" quoted(value["package"]) \
        ",\"section\":" quoted(value["section"] == "" ? "unknown" : value["section"]) \
        ",\"size\":" sprintf("%.0f", value["installed-size"]) \
        ",\"maintainer\":" quoted(value["maintainer"] == "" ? "unknown" : value["maintainer"]) \
        ",\"depends\":[" names(value["pre-depends"] "," value["depends"]) "]}"
      count++
    }
    split("", value)
    field = ""
  }

  BEGIN {
    split("package status section installed-size maintainer depends pre-depends", list, " ")
    for (i in list) wanted[list[i]]
  }
  /^[ \t]/ {
    if (field in wanted) value[field] = value[field] $0
    next
  }
  /^$/ {
    finish()
    next
  }
  {
    colon = index($0, ":")
    field = tolower(substr($0, 1, colon - 1))
    if (field in wanted) {
      text = substr($0, colon + 1)
      gsub(/^[ \t]+|[ \t\r]+$/, "", text)
      value[field] = text
    }
  }
  END {
    finish()
    print count + 0 " packages" | "cat >&2"
  }
' "$status"
