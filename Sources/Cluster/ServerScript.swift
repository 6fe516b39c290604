/// What runs as the server's user, who may be another than ours: shell scripts, so that no file is ever made, written
/// or removed by root in a directory that somebody else controls.
enum ServerScript {
  /// $1: directory of the binaries. Works in the server's directory. If it ends well, `data` is there, whole, and on the
  /// disk: brought there by one call at the end, which took 0.3 s on a busy machine where a call per file took 6 s.
  static let initialize = """
    set -eu
    umask 077
    bin=$1
    rm -rf data.new.* 2>/dev/null || :
    mkdir -p log
    new=data.new.$$
    locale=C.UTF-8
    if command -v locale >/dev/null && ! locale -a 2>/dev/null | grep -qix 'c\\.utf-\\{0,1\\}8'; then locale=C; fi
    "$bin/initdb" -D "$new" -U hatchet -E UTF8 --locale="$locale" --data-checksums --no-instructions --no-sync \\
      --auth-local=trust --auth-host=reject >/dev/null
    cat >"$new/pg_hba.conf" <<'END'
    # Whoever can reach the socket, which is in a directory of one user alone, may connect. Nobody else can.
    local all all trust
    END
    cat >>"$new/postgresql.conf" <<'END'

    # Written anew by hatchet at each start.
    include_if_exists = 'hatchet.conf'

    # Your own settings go below, and win.
    END
    echo 'create database hatchet' |
      "$bin/postgres" --single -D "$new" -c log_min_messages=error -c fsync=off postgres >/dev/null
    sync -f "$new" 2>/dev/null || sync
    mv "$new" data
    """

  /// $1: directory of the binaries. The rest: files that a dead server has left, and whose pid is somebody else's by
  /// now. hatchet.conf comes on stdin. Becomes the server.
  static let start = """
    set -eu
    umask 077
    bin=$1
    shift
    rm -f "$@"
    mkdir -p log
    cat >data/hatchet.conf.new
    if "$bin/postgres" -D data -c wal_compression=lz4 -C wal_compression </dev/null >/dev/null 2>&1; then
      printf '%s\\n' 'wal_compression = lz4' 'default_toast_compression = lz4' >>data/hatchet.conf.new
    fi
    mv -f data/hatchet.conf.new data/hatchet.conf
    exec "$bin/postgres" -D "$PWD/data" </dev/null
    """
}
