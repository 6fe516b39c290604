# shellcheck shell=sh
# Read by quickstart.sh and test.sh: a sane environment even under `env -i`, a Swift, and the packages of Debian.

heading() {
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    printf '\n\033[1m%s\033[0m\n' "$1"
  else
    printf '\n== %s\n' "$1"
  fi
}

# fail MESSAGE [HINT]
fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  [ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
  exit 1
}

# What a login gives, where it is missing; and no trace of another hatchet or PostgreSQL. A user without a home gets one
# in the build's folder.
sane_environment() {
  PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  USER=${USER:-$(id -un)}
  if [ -z "${HOME:-}" ]; then
    HOME=$(getent passwd "$(id -u)" | cut -d : -f 6)
  fi
  if ! [ -w "${HOME:-/nonexistent}" ]; then
    HOME=$PWD/.build/home
    mkdir -p "$HOME"
  fi
  LANG=${LANG:-C.UTF-8}
  export PATH USER HOME LANG
  for name in $(env | sed -n 's/^\(\(HATCHET_\|PG\)[A-Z_]*\)=.*/\1/p'); do
    unset "$name"
  done
}

# Puts a Swift that can build this into PATH.
find_swift() {
  for folder in '' /opt/swift/usr/bin /opt/swift-*/usr/bin /usr/local/swift/usr/bin \
    "$HOME/.local/share/swiftly/bin" "$HOME/.swiftly/bin" /usr/libexec/swift/*/bin; do
    program=$([ -n "$folder" ] && echo "$folder/swift" || command -v swift || true)
    [ -x "$program" ] || continue
    version=$("$program" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
      '' | [0-5].* | 6.[01]) continue ;;
    esac
    PATH=${folder:+$folder:}$PATH
    echo "swift $version: $program"
    return
  done
  fail 'Swift 6.2 or newer is not installed' 'see https://www.swift.org/install/linux'
}

# is_there PACKAGE: whether what we need of it is there, from whatever source.
is_there() {
  case $1 in
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
    pkg-config | pgbouncer | mandoc | shellcheck | tmux | zsh | fish) command -v "$1" >/dev/null ;;
    *) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
  esac
}

# need PACKAGE...: installs those that are missing; touches nothing if none is.
need() {
  missing=
  for package; do
    is_there "$package" || missing="$missing $package"
  done
  missing=${missing# }
  if [ -z "$missing" ]; then
    echo 'all packages are there'
    return
  fi
  command -v apt-get >/dev/null ||
    fail "these packages are missing: $missing" 'these are their names on Debian; install what they are called here'
  echo "installing $missing"
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=sudo
  else
    fail "these packages are missing: $missing" "as root: apt-get install $missing"
  fi
  # Empty, or one word; and words.
  # shellcheck disable=SC2086
  { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; } \
    </dev/null >/dev/null || fail "unable to install $missing"
}
