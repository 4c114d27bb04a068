#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Promise 10: a disk that gets full, on a small one of its own. Calls go on
# being noted, an alarm is raised, and audio is written again by itself.

# A disk that nobody else sees.
if [ -z "$SPANREC_OWN_MOUNTS" ]; then
  SPANREC_OWN_MOUNTS=1
  export SPANREC_OWN_MOUNTS
  unshare -m true 2>/dev/null && exec unshare -m sh "$0"
fi

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"
# shellcheck source-path=SCRIPTDIR source=crash.sh
. "$top_srcdir/tests/live/crash.sh"

needs sipp jq sqlite3 fallocate
dir=$work/disk
mkdir "$dir"
live_network
mount -t tmpfs -o size=400M,mode=777 tmpfs "$dir" 2>"$work/err" ||
  skip_all "no small disk: $(cat "$work/err")"
trap 'umount -l "$dir"; live_clean' EXIT
# What the recorder does not write cannot be removed by its user.
mkdir "$dir/other"

room_kb() { df -k --output=avail "$dir" | tail -1; }
fill() { # KB that are left
  fallocate -l "$(($(room_kb) - $1))K" "$dir/other/filler$1"
}
said() { # WHAT
  grep -q "$1" "$work/live.err"
}
sql() { sqlite3 -readonly "$dir/out/catalog.db" "$1"; }
has_more() { # SQL THAN
  [ "$(sql "$1" 2>"$work/sql.err" || echo 0)" -gt "$2" ]
}
# Calls that had begun before the recorder have no end that it would see.
none_is_open() {
  [ "$(sql "SELECT count(*) FROM recording WHERE state = 'open' AND
    path NOT LIKE '%unknown%'")" = 0 ]
}
recordings="SELECT count(*) FROM recording WHERE state = 'complete'"
calls="SELECT count(*) FROM call"

CALL_MS=2000
speak_all_the_time
# The disk is small: a fiftieth of it, 8 MB, counts as full until
# there are 12.
live_start "$dir/out"
ok $? "recording begins"
wait_for 200 has_more "$recordings" 5
ok $? "calls are recorded"

fill 7000
wait_for 50 said 'alarm=disk-full state=raised'
ok $? "a full disk raises an alarm"
# What was begun comes to its end.
wait_for 200 none_is_open
ok $? "what was being recorded ends"
before=$(sql "$recordings")
noted=$(sql "$calls")
wait_for 200 has_more "$calls" $((noted + 8)) # of four a second
ok $? "calls go on being noted"
none_is_open
ok $? "but none is recorded"
rm "$dir/other/filler7000"
wait_for 100 has_more "$recordings" "$before"
ok $? "with room, calls are recorded again, by themselves"

# To the last byte, which running recordings find out.
# The recorder may take of the rest meanwhile.
wait_for 100 fill 0
sleep 6
rm "$dir/other/filler0"
before=$(sql "$recordings")
wait_for 200 has_more "$recordings" "$((before + 3))"
ok $? "after a disk without a byte, too"
live_stop
status=$?
echo "# status $status"
is "$(sql "PRAGMA integrity_check; PRAGMA foreign_key_check")" ok \
  "the catalogue is sound"
[ "$(sql "SELECT count(*) FROM call WHERE completeness = 'missing' AND
  reason = 'the disk was full: nothing was recorded'")" -gt 0 ]
ok $? "calls say why they have no audio"
is "$(sql "SELECT count(*) FROM call WHERE answered_us IS NOT NULL
  AND completeness IS NULL")" 0 "all are accounted for"
is "$(total calls)" "$(sql "$calls")" "no row is missing"
rows_are_true "$dir/out"
ok $? "rows and files are the same"
is "$(find "$dir/out" -name '*.part')" "" "nothing is left half"
done_testing
