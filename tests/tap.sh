# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the shell tests: TAP and a folder to work in. Sourced;
# $top_srcdir and $top_builddir are set by automake.

work=$(mktemp -d "${TMPDIR:-/tmp}/spanrec-test-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
count=0
TZ=UTC
LC_ALL=C.UTF-8
export TZ LC_ALL
unset COLUMNS NO_COLOR

# ok STATUS WHAT: status 0 is good.
ok() {
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $count - $2"
  else
    echo "not ok $count - $2"
  fi
}

# is GOT WANTED WHAT
is() {
  if [ "$1" = "$2" ]; then
    ok 0 "$3"
  else
    ok 1 "$3"
    printf '%s\n' "$1" | sed 's/^/# got:    /'
    printf '%s\n' "$2" | sed 's/^/# wanted: /'
  fi
}

# has TEXT PART WHAT
has() {
  case $1 in
  *"$2"*) ok 0 "$3" ;;
  *)
    ok 1 "$3"
    printf '%s\n' "$1" | sed 's/^/# got: /'
    ;;
  esac
}

# await COMMAND...: until it is true, two minutes at the most, whatever else the
# machine does.
await() {
  _tries=0
  until "$@"; do
    [ $((_tries += 1)) -le 1200 ] || return 1
    sleep 0.1
  done
}

# status WANTED WHAT COMMAND...
status() {
  wanted=$1
  what=$2
  shift 2
  "$@" >"$work/out" 2>"$work/err"
  is "$?" "$wanted" "$what"
}

# For tests that say nothing new in a second build: scripts/test sets
# SPANREC_AGAIN there.
once() {
  [ -z "${SPANREC_AGAIN-}" ] || skip_all "the build with sanitizers ran it"
}

# Is this a build with sanitizers, which need memory of their own?
is_sanitized() {
  nm "$top_builddir/spanrec" 2>/dev/null | grep -q __asan_init ||
    ldd "$top_builddir/spanrec" 2>/dev/null | grep -q libasan
}

# skip_all WHY: leaves, with all skipped.
skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

# needs PROGRAM...: leaves, with all skipped, when one is not there.
needs() {
  for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 ||
      skip_all "$program is not installed"
  done
}

done_testing() {
  echo "1..$count"
}

# Takes the index of words out of a copy of a catalogue: it is made by and by,
# and is no row of what was recorded. drop_index DATABASE
drop_index() {
  sqlite3 "$1" 'DROP TABLE call_word; DROP TABLE word_part; DELETE FROM word;
    UPDATE call SET search_key = NULL; DELETE FROM search_stale'
}
