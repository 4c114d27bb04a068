#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays while the catalogue is locked, read-only, garbage or gone: all rows
# are there afterwards, the same as without the trouble (promise 10).
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs python3 sqlite3

generate first --concurrent 3 --duration 2 --seed 1
generate second --concurrent 5 --duration 4 --seed 2 --start 1700001000
generate third --concurrent 2 --duration 2 --seed 3 --start 1700002000

replay() { # FOLDER NAME
  "$spanrec" -q -r "$work/$2.pcap" -o "$1" 2>"$work/err"
}

# All rows, but those about the recorder's own work.
rows() { # FOLDER
  rm -f "$work/copy.db"
  sqlite3 -readonly "$1/catalog.db" ".backup '$work/copy.db'"
  drop_index "$work/copy.db"
  sqlite3 "$work/copy.db" .dump | grep -v '^INSERT INTO state '
}

# Is it as a folder is that had no trouble?
is_like() { # FOLDER FOLDER WHAT
  rows "$1" >"$work/rows"
  rows "$2" >"$work/wanted"
  same "$work/rows" "$work/wanted" "$3: all rows are there"
  is "$(sqlite3 "$1/catalog.db" 'PRAGMA integrity_check;
    PRAGMA foreign_key_check')" ok "$3: the catalogue is whole"
  is "$(find "$1" -name 'catalog.spool')" "" "$3: nothing waits any more"
}

is_recording() { # FOLDER
  [ -n "$(find "$1" -name '*.part' 2>/dev/null)" ]
}

# Feeds a capture in two halves, so that something can happen in between.
replay_slowly() { # FOLDER NAME COMMAND...
  _folder=$1
  _file=$work/$2.pcap
  shift 2
  _half=$(($(wc -c <"$_file") / 2))
  {
    head -c $_half "$_file"
    await is_recording "$_folder"
    "$@" >&2
    tail -c +$((_half + 1)) "$_file"
  } | "$spanrec" -q -r - -o "$_folder" 2>"$work/err"
}

# Holds the lock of a writer until it is told to let go.
lock() { # FOLDER
  rm -f "$work/locked" "$work/release"
  python3 - "$1/catalog.db" "$work" <<'LOCK' &
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open(sys.argv[2] + "/locked", "w").close()
end = time.time() + 900
while time.time() < end and not os.path.exists(sys.argv[2] + "/release"):
    time.sleep(0.05)
LOCK
  locker=$!
  await test -e "$work/locked" || echo "# the catalogue could not be locked"
}

release() {
  : >"$work/release"
  wait "$locker"
}

# Three captures, one after the other.
replay "$work/calm" first && replay "$work/calm" second &&
  replay "$work/calm" third
ok $? "three captures without trouble"

# Locked all the while: the next start brings the rows.
replay "$work/out" first
lock "$work/out"
replay "$work/out" second
is $? 1 "locked: exit status 1"
has "$(cat "$work/err")" "catalog.spool" "locked: it says where the rows are"
release
is "$(sqlite3 "$work/out/catalog.db" 'SELECT count(*) FROM call')" 3 \
  "locked: the second capture is not in the catalogue"
replay "$work/out" third
is $? 0 "locked: the next start is as always"
is_like "$work/out" "$work/calm" locked

# The rows of calls that waited are damaged, so that those of their legs cannot
# be stored: what is left of another call is recovered all the same.
replay "$work/torn" first
lock "$work/torn"
replay "$work/torn" second
release
sqlite3 "$work/torn/catalog.db" "UPDATE call SET state = 'active' WHERE id = 1"
python3 - "$work/torn/catalog.spool" <<'TORN'
import struct, sys
with open(sys.argv[1], "r+b") as spool:
    at, whole = 24, spool.read()
    while at < len(whole):
        size, kind = struct.unpack_from("<IB", whole, at + 8)
        if kind == 0:
            spool.seek(at)
            spool.write(b"torn")
        at += 8 + size
TORN
replay "$work/torn" third
is $? 1 "damaged rows: exit status 1"
is "$(sqlite3 "$work/torn/catalog.db" "SELECT state FROM call WHERE id = 1")" \
  recovered "damaged rows: a call that was going on is recovered"

# Locked for 7 seconds, in the middle: they are there at the end.
let_go_later() {
  lock "$work/mid"
  sleep 7 # it waits for five
  release
}
rm -rf "$work/once"
"$spanrec" -q -r - -o "$work/once" <"$work/second.pcap"
replay_slowly "$work/mid" second let_go_later
is $? 0 "locked for a while: exit status 0"
is_like "$work/mid" "$work/once" "locked for a while"

# A file that is read-only, in a mount namespace of our own.
replay "$work/fixed" first
# shellcheck disable=SC2016 # it is for the other shell
if unshare -m sh -c 'mount --bind "$1" "$1" &&
    mount -o remount,bind,ro "$1" || exit 77
    "$2" -q -r "$3" -o "$4" 2>"$5"
    exit $(($? + 10))' - "$work/fixed/catalog.db" "$spanrec" \
  "$work/second.pcap" "$work/fixed" "$work/err" 2>"$work/unshared"; then
  ok 1 "read-only: the exit status is lost"
else
  case $? in
  11)
    ok 0 "read-only: exit status 1"
    has "$(cat "$work/err")" "catalog.spool" "read-only: it says where"
    replay "$work/fixed" third
    is_like "$work/fixed" "$work/calm" read-only
    ;;
  10) ok 1 "read-only: exit status 1" ;;
  *) ok 0 "read-only # SKIP no mount namespace" ;;
  esac
fi

garbage() { # FOLDER
  yes 'this is no catalogue' | head -c 300000 >"$1/catalog.db"
}

# Garbage before the start: it is put aside, and a new catalogue begins.
# (Audio without a row would get one: that is another test.)
replay "$work/bad" first
garbage "$work/bad"
rm -r "$work/bad/audio"
replay "$work/bad" second
is $? 0 "garbage: exit status 0"
has "$(cat "$work/err")" "catalog.db.damaged-" "garbage: it says so"
is "$(head -c 20 "$work"/bad/catalog.db.damaged-*Z)" "this is no catalogue" \
  "garbage: it is kept"
"$spanrec" -q -r "$work/second.pcap" -o "$work/new"
is_like "$work/bad" "$work/new" garbage

# The same in the middle of a run.
replay_slowly "$work/bad2" second garbage "$work/bad2"
is $? 0 "garbage in the middle: exit status 0"
replay_slowly "$work/calm2" second :
"$spanrec" -q -r "$work/third.pcap" -o "$work/bad2" 2>"$work/err"
"$spanrec" -q -r "$work/third.pcap" -o "$work/calm2"
is_like "$work/bad2" "$work/calm2" "garbage in the middle"

# Taken away in the middle: it is written again, and nothing is lost.
replay_slowly "$work/gone" second rm "$work/gone/catalog.db"
is $? 0 "taken away: exit status 0"
is_like "$work/gone" "$work/once" "taken away"
done_testing
