#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Retention: what goes and what stays, by age, size, room, class and tag; a
# legal hold beats all, and files go before rows.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sqlite3
generate calls --calls 20 --concurrent 2 --duration 4

begin() {
  rm -rf "$work/dir"
  cp -r "$work/first" "$work/dir"
}

expire() { # OPTION...
  "$spanrec" --expire -o "$work/dir" "$@" >"$work/said" 2>"$work/err"
}

sql() { # SQL
  sqlite3 "$work/dir/catalog.db" "$1"
}

files() {
  find "$work/dir/audio" -type f 2>/dev/null | wc -l
}

# Does the table recording say what is there?
rows_are_true() { # WHAT
  (cd "$work/dir" && find audio -type f | sort) >"$work/files" 2>"$work/err2"
  sql "SELECT path FROM recording WHERE state IN ('complete', 'cut',
    'recovered') ORDER BY path" >"$work/paths"
  same "$work/paths" "$work/files" "$1: rows and files are the same"
}

record "$work/first" -r "$work/calls.pcap" || echo "Bail out! nothing recorded"
begin
is "$(files)" 20 "there are 20 recordings"

# The capture is of November 2023.
status 1 "without a retention nothing is to be done" "$spanrec" --expire \
  -o "$work/dir"
status 2 "a dry run is one of --expire" "$spanrec" --dry-run -o "$work/dir" \
  -r "$work/calls.pcap"
status 2 "a class has an age" "$spanrec" --expire -o "$work/dir" \
  --retention-class bank

expire --retention-age 30d --dry-run
is $? 0 "a dry run"
is "$(grep -c 'older than 30 days' "$work/said")" 20 "names what would go"
has "$(cat "$work/said")" "would remove 20 recordings" "and says how much"
is "$(files)" 20 "but nothing is gone"
is "$(sql 'SELECT count(*) FROM audit')" 0 "nor noted"
rows_are_true "dry run"

expire --retention-age 30000d
is "$(files)" 20 "what is younger stays"

sql "UPDATE call SET hold = 1 WHERE id = (SELECT min(id) FROM call)"
sql "UPDATE call SET retention = 'bank' WHERE id = (SELECT min(id) + 1 FROM call)"
sql "INSERT INTO tag (call_id, name, added_us)
  SELECT min(id) + 2, 'dispute', 0 FROM call"
sql "INSERT INTO tag (call_id, name, added_us)
  SELECT min(id) + 3, 'bank', 0 FROM call"
sql "UPDATE call SET retention = 'short' WHERE id = (SELECT min(id) + 3 FROM call)"
sql "UPDATE call SET state = 'active' WHERE id = (SELECT min(id) + 4 FROM call)"
expire --retention-age 30d --retention-class bank=30000d \
  --retention-class dispute=0 --retention-class short=1d
is $? 0 "by age"
is "$(sql "SELECT call.id - (SELECT min(id) FROM call) FROM recording
  JOIN call ON call.id = call_id WHERE recording.state = 'complete'
  ORDER BY 1" | tr '\n' ' ')" "0 1 2 3 4 " \
  "what a hold, a class, a tag, the longer of two, and a call that goes on keep"
has "$(cat "$work/said")" "1 more are on legal hold" "the hold is said"
rows_are_true "by age"
is "$(sql "SELECT DISTINCT state, bytes FROM recording WHERE state <> 'complete'")" \
  "expired|0" "the others have expired"
is "$(sql "SELECT count(*), min(user), min(action),
  sum(detail LIKE 'audio/%: older than 30 days') FROM audit")" \
  "15|spanrec|expire|15" "each is in the audit"
is "$(sql "SELECT count(*) FROM event WHERE kind = 'expired'")" 15 \
  "and an event of its call"
is "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok "all is sound"

begin
one=$(sql 'SELECT max(bytes) FROM recording')
expire --retention-size $((one * 5))
is "$(files)" 5 "by size: five are kept"
is "$(sql "SELECT min(started_us) > (SELECT max(started_us) FROM recording
  WHERE state = 'expired') FROM recording WHERE state = 'complete'")" 1 \
  "the newest of them"
rows_are_true "by size"

begin
expire --retention-size 1K --retention-keep 30000d
is "$(files)" 20 "room is made of nothing that is to be kept"
expire --retention-free 8191T
is "$(files)" 0 "by room: all that may go goes"
[ ! -e "$work/dir/audio/2023" ]
ok $? "with the folders"
rows_are_true "by room"
expire --retention-age 1d --retention-calls 30d
is "$(sql 'SELECT count(*) FROM call')" 0 "calls without files go, when asked"
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < 2500) INSERT INTO call (uid, state, started_us)
  SELECT printf('%016x', i), 'ended', i FROM n"
expire --retention-calls 30d
is "$(sql 'SELECT count(*) FROM call')" 0 "however many they are"
has "$(cat "$work/said")" "the rows of 2500 calls" "and it says so"

# Somebody has the catalogue open, so that its log stays to be looked at.
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < 10000) INSERT INTO call (uid, state, started_us,
    caller_number_normalised, caller_number_reversed)
  SELECT lower(hex(randomblob(8))), 'ended', abs(random()) % 1000000000,
    hex(randomblob(8)), hex(randomblob(8)) FROM n"
mkfifo "$work/ask"
sqlite3 "$work/dir/catalog.db" <"$work/ask" >"$work/answer" &
reader=$!
exec 3>"$work/ask"
echo 'SELECT count(*) FROM call;' >&3
await grep -q 10000 "$work/answer"
expire --retention-calls 30d
has "$(cat "$work/said")" "the rows of 10000 calls" "beside a reader"
[ "$(stat -c %s "$work/dir/catalog.db-wal")" -lt 7000000 ]
ok $? "the log of the catalogue does not grow with what goes"
exec 3>&-
wait $reader

# What was interrupted is finished.
begin
path=$(sql "SELECT path FROM recording LIMIT 1")
sql "UPDATE recording SET state = 'expiring' WHERE path = '$path'"
expire --retention-age 30000d
is "$(files)" 19 "what was going when the recorder stopped goes"
is "$(sql "SELECT state FROM recording WHERE path = '$path'")" expired \
  "and its row says so"
path=$(sql "SELECT path FROM recording WHERE state = 'complete' LIMIT 1")
sql "UPDATE recording SET state = 'expiring' WHERE path = '$path'"
sql "UPDATE call SET hold = 1 WHERE id = (SELECT call_id FROM recording
  WHERE path = '$path')"
expire --retention-age 30000d
is "$(files)" 19 "but a hold keeps it"
sql "UPDATE call SET hold = 0"
expire --retention-age 30000d
is "$(files)" 18 "until it is taken away"
rows_are_true "after an interruption"

# Many that a hold keeps are not in the way of the others.
sql "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
  WHERE i < 500) INSERT INTO call (id, uid, state, started_us, hold)
  SELECT -i, printf('%016x', i), 'ended', 0, 1 FROM n"
sql "INSERT INTO recording (id, call_id, path, format, state, channels, rate_hz,
    started_us, duration_ms, frames, bytes)
  SELECT 50000 - id, id, 'audio/' || -id, 'wav', 'expiring', 2, 8000, 0, 0, 0, 0
  FROM call WHERE id < 0"
path=$(sql "SELECT path FROM recording WHERE state = 'complete' LIMIT 1")
sql "UPDATE recording SET id = 60000, state = 'expiring' WHERE path = '$path'"
expire --retention-age 30000d
is "$(files)" 17 "500 that are held do not keep one waiting"
sql "DELETE FROM recording WHERE call_id < 0"
sql "DELETE FROM call WHERE id < 0"

# One that cannot be removed: a folder has its name.
begin
path=$(sql "SELECT path FROM recording LIMIT 1")
rm "$work/dir/$path"
mkdir "$work/dir/$path"
strace -f -o "$work/calls" -e trace=fsync true 2>"$work/err2" &&
  traced="strace -f -o $work/calls -e trace=fsync"
# shellcheck disable=SC2086 # a command and its words, or none
ASAN_OPTIONS=detect_leaks=0 ${traced-} "$spanrec" --expire -o "$work/dir" -v --retention-age 30d \
  >"$work/said" 2>"$work/err"
has "$(cat "$work/said")" "removed 19 recordings" "what stays is not counted"
is "$(grep -c 'older than 30 days' "$work/said")" 19 "nor told"
is "$(sql "SELECT count(*) FROM recording WHERE state = 'expired'")" 19 \
  "its row does not say that it is gone"
if [ -n "${traced-}" ]; then
  [ "$(grep -c fsync "$work/calls")" -lt 15 ]
  ok $? "a folder is synced once for its 19 files"
else
  ok 0 "there is no strace # SKIP"
fi
rmdir "$work/dir/$path"

# A file that is gone already is no fault.
begin
rm "$work/dir/$(sql "SELECT path FROM recording WHERE state = 'complete'
  LIMIT 1")"
expire --retention-age 1d
is "$?" 0 "a file that is gone is no fault"
rows_are_true "a file that is gone"

# Beside a recorder that writes.
begin
mkfifo "$work/pipe"
"$spanrec" -q -o "$work/dir" -r "$work/pipe" 2>"$work/err" &
recorder=$!
exec 3>"$work/pipe"
head -c 100000 "$work/calls.pcap" >&3
expire --retention-age 1d
is $? 0 "beside a recorder"
[ "$(sql "SELECT count(*) FROM recording WHERE state = 'expired'")" -gt 0 ]
ok $? "recordings go"
tail -c +100001 "$work/calls.pcap" >&3
exec 3>&-
wait $recorder
is $? 0 "and the recorder does not mind"
done_testing
