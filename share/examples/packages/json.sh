#!/bin/sh
# json.sh PATH... reads JSON documents, one a line, and writes a line for each: the values at the paths (like a.b.c) with
# tabs between them. A string is written as what it stands for, a list with a blank between its elements, nothing for
# what is null or absent. So that the examples need no program that Debian lacks by default.
set -eu
LC_ALL=C exec awk -v paths="$*" '
  function fail(what) {
    print "<3>json.sh: line " NR ", byte " at ": " what | "cat >&2"
    exit 65 # EX_DATAERR
  }

  function blanks() { while (substr(text, at, 1) ~ /^[ \t\r]$/) at++ }

  function expect(sign) {
    blanks()
    if (substr(text, at, 1) != sign) fail("expected " sign)
    at++
  }

  function utf8(code) {
    if (code == 0) code = 65533
    if (code < 128) return sprintf("%c", code)
    if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
    if (code < 65536) return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
    return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, 128 + int(code / 64) % 64, \
      128 + code % 64)
  }

  function number(hex,   i, sum) {
    sum = 0
    for (i = 1; i <= length(hex); i++) sum = sum * 16 + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
    return sum
  }

  # The string that begins here. It is cut at its backslashes, so that a long one takes no longer than it must.
  function string(   parts, count, i, sign, code, high, result) {
    blanks()
    if (!match(substr(text, at), /^"([^"\\]|\\.)*"/)) fail("expected a string")
    count = split(substr(text, at + 1, RLENGTH - 2), parts, /\\/)
    at += RLENGTH
    result = parts[1]
    for (i = 2; i <= count; i++) {
      sign = substr(parts[i], 1, 1)
      if (sign == "") result = result "\\" parts[++i]
      else if (sign == "u") {
        code = number(substr(parts[i], 2, 4))
        if (code >= 55296 && code < 56320) high = code
        else {
          if (code >= 56320 && code < 57344) code = 65536 + (high - 55296) * 1024 + code - 56320
          result = result utf8(code) substr(parts[i], 6)
        }
      }
      else if (sign in escaped) result = result escaped[sign] substr(parts[i], 2)
      else fail("unknown escape \\" sign)
    }
    return result
  }

  # Reads the value that begins here, notes it and what is in it by path, and returns it.
  function read(path,   sign, count, result) {
    blanks()
    sign = substr(text, at, 1)
    if (sign == "{" || sign == "[") {
      result = members(path, sign)
    } else if (sign == "\"") {
      result = string()
    } else {
      if (!match(substr(text, at), /^[-+.0-9A-Za-z]+/)) fail("expected a value")
      result = substr(text, at, RLENGTH)
      at += RLENGTH
      if (result == "null") result = ""
    }
    value[path] = result
    return result
  }

  # The inside of an object or a list.
  function members(path, opening,   closing, key, count, result, element) {
    closing = opening == "{" ? "}" : "]"
    at++
    blanks()
    if (substr(text, at, 1) == closing) {
      at++
      return ""
    }
    for (count = 0; ; count++) {
      key = count
      if (opening == "{") {
        key = string()
        expect(":")
      }
      element = read(path == "" ? key : path "." key)
      if (opening == "[") result = result (count ? " " : "") element
      blanks()
      if (substr(text, at, 1) != ",") break
      at++
    }
    expect(closing)
    return result
  }

  BEGIN {
    wanted = split(paths, path, " ")
    escaped["\""] = "\""
    escaped["/"] = "/"
    escaped["b"] = "\b"
    escaped["f"] = "\f"
    escaped["n"] = "\n"
    escaped["r"] = "\r"
    escaped["t"] = "\t"
  }
  /[^ \t\r]/ {
    text = $0
    at = 1
    split("", value)
    read("")
    blanks()
    if (at <= length(text)) fail("expected nothing more")
    line = value[path[1]]
    for (i = 2; i <= wanted; i++) line = line "\t" value[path[i]]
    print line
  }
'
