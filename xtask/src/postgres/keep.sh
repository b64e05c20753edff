# Keeps a throw-away PostgreSQL cluster for as long as its standard input stays open: whoever
# started it may end in any way, even killed, and nothing is left behind.
#
# Arguments: the folder of initdb and pg_ctl, the port. Prints "ready" once the cluster answers.
set -eu
programs=$1
port=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/xibao-postgres.XXXXXX")

sweep() {
    "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >>"$folder/log" 2>&1 </dev/null || :
    rm -rf "$folder"
}
trap sweep EXIT
trap 'exit 1' HUP INT TERM

make() {
    # The files need not outlive a loss of power; what is written later is synced as always.
    "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync &&
        cat >>"$folder/data/postgresql.conf" <<END &&
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 300
fsync = on
synchronous_commit = on
END
        "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 start
}

if ! make >"$folder/log" 2>&1 </dev/null; then
    cat "$folder/log" >&2
    if [ -f "$folder/server.log" ]; then cat "$folder/server.log" >&2; fi
    exit 1
fi
echo ready
read -r _ || :
