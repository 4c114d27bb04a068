# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the tests of the page: a catalogue, the server, and what drives a
# browser. All is skipped where one of these cannot be had.
[ -n "${work-}" ] || . "${top_srcdir:?}/tests/tap.sh"
# The server has tests of its own in each build.
! is_sanitized || skip_all "the page is looked at in a build as it is shipped"

view=$top_builddir/spanview
files=$top_builddir/web/files
libraries=$top_builddir/tests/web/libraries
password='a long password of a test'
server=

# Gets what tests/web/package-lock.json names, once for all tests. Where they
# cannot be had, one of them waits for that, and not each.
get_libraries() {
  mkdir -p "$libraries" && cd "$libraries" || return 1
  if cmp -s "$top_srcdir/tests/web/package-lock.json" got; then
    return 0
  fi
  if [ -n "$(find missing -mmin -10 2>/dev/null)" ]; then
    cat missing
    return 1
  fi
  rm -rf node_modules got missing
  cp "$top_srcdir/tests/web/package.json" \
    "$top_srcdir/tests/web/package-lock.json" \
    "$top_srcdir/tests/web/.npmrc" . &&
    chmod u+w package.json package-lock.json .npmrc &&
    if timeout -k 10 180 npm ci --no-progress --fetch-retries=1 \
      --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=3000 --fetch-timeout=30000
    then
      cp package-lock.json got
    else
      tail -n 1 "$work/npm.log" >missing
      return 1
    fi
}

needs_libraries() {
  needs node npm flock
  mkdir -p "$libraries"
  # shellcheck disable=SC2016 # the inner shell expands it
  (
    flock 9
    get_libraries
  ) 9>"$libraries.lock" >"$work/npm.log" 2>&1 ||
    skip_all "npm does not get the libraries: $(tail -n 1 "$work/npm.log")"
}

needs_page() {
  [ -x /usr/bin/chromium ] || skip_all "chromium is not installed"
  "$view" --help | grep -q '^ *serve ' ||
    skip_all "spanview was built without serve"
  [ -f "$files/index.html" ] || skip_all "the page was not built"
  needs_libraries
}

# record FILE...: a catalogue of these captures in $work/out.
record() {
  for capture in "$@"; do
    set -- "$@" -r "$capture"
    shift
  done
  "$top_builddir/spanrec" "$@" -o "$work/out" --dtmf-digits \
    >"$work/record.log" 2>&1
}

add_user() { # NAME ROLE [OPTION...]
  name=$1
  role=$2
  shift 2
  echo "$password" | "$view" -d "$work/out" user add "$name" --role "$role" "$@"
}

# The server runs as $server: waits until $address is where.
await_server() {
  if command -v live_clean >/dev/null; then
    children="$children $server"
  else
    trap 'stop_serving; rm -rf "$work"' EXIT
  fi
  for _ in $(seq 1200); do
    address=$(sed -n 's|.* at \(http://[0-9.:]*\)/.*|\1|p' "$work/serve.log")
    [ -n "$address" ] && return
    sleep 0.1
  done
  sed 's/^/# /' "$work/serve.log"
  echo "Bail out! the server does not start"
  exit 1
}

# Serves $work/out; $address says where, $server is the process.
# shellcheck disable=SC2120 # most tests have none
serve() { # [OPTION...]
  : >"$work/serve.log"
  "$view" -d "$work/out" serve --listen 127.0.0.1:0 --page "$files" "$@" \
    >"$work/serve.log" 2>&1 &
  server=$!
  await_server
}

# The same on a terminal; $setup is what its link for the first user says.
serve_on_terminal() {
  : >"$work/serve.log"
  script -qfc "exec '$view' -d '$work/out' serve --listen 127.0.0.1:0 \
    --page '$files'" "$work/serve.log" >/dev/null 2>&1 </dev/null &
  server=$!
  await_server
  setup=$(tr -d '\r' <"$work/serve.log" | sed -n 's|.*/#setup=||p')
}

stop_serving() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=
}

# drive SCRIPT [ARGUMENT...]: runs a test in the browser, which prints TAP.
drive() {
  script=$1
  shift
  NODE_PATH=$libraries/node_modules ADDRESS=$address PASSWORD=$password \
    WORK=$work timeout 600 node "$top_srcdir/tests/web/$script" "$@" ||
    echo "Bail out! $script failed"
}
