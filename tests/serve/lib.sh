# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the tests of spanview serve: recordings, users and a server.
export TZ=UTC0
. "${top_srcdir:?}/tests/tap.sh"
needs python3

view=${top_builddir:?}/spanview
folder=$work/calls
server=
# shellcheck disable=SC2034 # tests/serve/check.py reads it
password='correct horse 9'
PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$top_srcdir/tests/serve
export PYTHONDONTWRITEBYTECODE PYTHONPATH

"$view" serve --help >/dev/null 2>&1 || skip_all "there is no spanview serve"
case $("$view" -d /nonexistent user list 2>&1) in
*"without its server"*) skip_all "spanview was built without its server" ;;
esac

stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null
  wait "$server"
  stopped=$?
  server=
  return $stopped
}
trap 'stop_server; rm -rf "$work"' EXIT

# Recordings of some samples; their names without ".pcap" are the arguments.
record() {
  for sample in "$@"; do
    "$top_builddir/spanrec" -r "$top_srcdir/samples/$sample.pcap" -o "$folder" \
      >"$work/record" 2>&1 || echo "Bail out! $sample is not recorded"
  done
}

# add_user NAME ROLE [NUMBERS]
add_user() {
  echo "$password" | "$view" -d "$folder" user add "$1" --role "$2" \
    ${3:+--numbers "$3"} || echo "Bail out! no user $1"
}

# Starts the server, with further options; $url is where.
# shellcheck disable=SC2120 # most tests have none
start_server() {
  : >"$work/server"
  "$view" -d "$folder" serve --listen 127.0.0.1:0 "$@" >"$work/server" \
    2>"$work/server.err" &
  server=$!
  for _ in $(seq 1200); do
    url=$(sed -n 's/^Serving .* at \(http.*\)\/$/\1/p' "$work/server")
    [ -n "$url" ] && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  sed 's/^/# /' "$work/server.err"
  echo "Bail out! no server"
  exit 1
}

# Runs tests/serve/$1.py, which prints its results; $count goes on.
run_python() {
  script=$1
  shift
  python3 "$top_srcdir/tests/serve/$script.py" "$count" "$url" "$password" \
    "$folder" "$@" >"$work/python" 2>"$work/python.err"
  failed=$?
  cat "$work/python"
  count=$(grep -cE '^(ok|not ok) ' "$work/python" | awk -v n="$count" \
    '{ print n + $1 }')
  sed 's/^/# /' "$work/python.err"
  ok $failed "$script.py came to its end"
}

# The server lives, and ends as it should.
end_server() {
  kill -0 "$server" 2>/dev/null
  ok $? "the server still runs"
  stop_server
  is "$?" 0 "it ends when it is told to"
  is "$(grep -E 'ERROR|WARNING: Thread|runtime error|Sanitizer' "$work/server.err")" "" \
    "no sanitizer had anything to say"
}
