#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# People who list, search, open and play calls of a recorder at work, in the
# browser and in the terminal: it loses nothing, and nobody waits. 1,000 calls
# at once and 50 readers for a minute, with SPANREC_LONG=1 alone: nothing else
# may run meanwhile. SPANREC_READERS=1: 100 calls and 10 readers.

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

[ -n "${SPANREC_LONG-}${SPANREC_READERS-}" ] ||
  skip_all "times; SPANREC_LONG=1 takes them"
needs jq python3 sqlite3
case $("$spanview" -d /nonexistent user list 2>&1) in
*"without its server"*) skip_all "spanview was built without its server" ;;
esac
# Other tests run beside this one: nobody waits over that many milliseconds.
concurrent=100 length=5 readers=10 seconds=10 patience=3000
[ "${SPANREC_LONG:-0}" = 1 ] &&
  concurrent=1000 length=20 readers=50 seconds=60 patience=1000
pause=0.2 # a reader thinks, in seconds
password='correct horse 9'
# As many go on from the first one's end until the readers have gone.
calls=$((concurrent * (length + seconds + 5) / length))
folder=$work/calls
live_network
"$top_builddir/bench/callgen" -o "$work/sent.pcap" --calls $calls \
  --concurrent $concurrent --duration $length 2>"$work/callgen.err" || exit 99

live_start "$folder"
ok $? "recording begins"

# A viewer may see a part only; all others may see all.
role_of() { # READER
  if [ $(($1 % 5)) -eq 0 ]; then
    echo viewer --numbers "$(seq -f '1%07.0f' -s , 0 $((calls / 40)) \
      $((calls - 1)))"
  else
    echo supervisor
  fi
}
add_readers() {
  for number in $(seq $readers); do
    # shellcheck disable=SC2046 # words
    echo "$password" | "$spanview" -d "$folder" user add "reader$number" \
      --role $(role_of "$number") || return
  done
}
add_readers >"$work/users" 2>&1
is "$?" 0 "$readers readers may sign in"
is_serving() {
  url=$(sed -n 's/^Serving .* at \(http.*\)\/$/\1/p' "$work/serve.out")
  [ -n "$url" ]
}
: >"$work/serve.out"
behind "$spanview" -d "$folder" serve --listen 127.0.0.1:0 \
  >"$work/serve.out" 2>"$work/serve.err"
serve_pid=$child
wait_for 100 is_serving
ok $? "the server begins"

# What goes on now, of all calls and of those that are over.
recorded() {
  "$spanview" -d "$folder" control status --json | jq .calls.recorded
}
has_begun_and_ended() {
  [ "$(recorded)" -ge $((concurrent * 9 / 10)) ] &&
    [ "$(sqlite3 -readonly "$folder/catalog.db" "SELECT count(*) FROM call
      WHERE completeness = 'complete'")" -ge $((concurrent / 20)) ]
}
cpu_of() { # PID: milliseconds that it had
  awk -v hz="$(getconf CLK_TCK)" '{ print int(1000 * ($14 + $15) / hz) }' \
    "/proc/$1/stat"
}

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$top_srcdir/tests/serve \
  behind timeout $((length + seconds + 150)) python3 "$live/readers.py" 0 \
  "$url" "$password" "$folder" "$spanview" "$work/go" "$readers" "$seconds" \
  "$pause" >"$work/read.json" 2>"$work/read.err"
reading=$child
wait_for 600 grep -q 'signed in' "$work/read.err"
ok $? "the readers sign in"

# Telephones do not wait for processors of the recorder.
behind in_caller nice -n -20 "$top_builddir/bench/pace" mirror \
  "$work/sent.pcap" >"$work/sent" 2>&1
sending=$child
wait_for $((10 * (length + 6))) has_begun_and_ended
ok $? "$concurrent calls go on, and the first ones are over"
before="$(cpu_of "$spanrec_pid") $(cpu_of "$serve_pid")"
touch "$work/go"
sleep $((seconds - 1))
going=$(recorded)
wait "$reading"
ok $? "$readers readers read for $seconds s"
grep -v '^signed in' "$work/read.err" | sed 's/^/# /'
after="$(cpu_of "$spanrec_pid") $(cpu_of "$serve_pid")"
ok $((going < concurrent * 9 / 10)) "... beside $going calls that go on to their end"
wait "$sending"
is $? 0 "$calls calls were sent"
sed 's/^/# /' "$work/sent"

read_json() { # FILTER
  jq -r "$1" "$work/read.json"
}
echo "$before $after" | awk -v s="$seconds" '{ printf "# processor: recorder \
%.0f %%, server %.0f %% of one\n", ($3 - $1) / s / 10, ($4 - $2) / s / 10 }'
read_json '.kinds | to_entries[] | "# \(.key): \(.value.count), \(.value.median
  ) ms, 99 of 100 \(.value.p99) ms, greatest \(.value.greatest) ms"'
is "$(read_json '.failed | length')" 0 "each was answered, and rightly"
read_json '.failed[:5][] | split("\n")[] | "# " + .'
is "$(read_json '.kinds | length')" 11 "... all kinds of requests"
is "$(read_json ".greatest < $patience")" true \
  "nobody waited for $patience ms"

live_stop
is $? 0 "the recorder ends in order"
kill -TERM "$serve_pid"
wait "$serve_pid"
is $? 0 "and the server"
is "$(grep -v '^spanview: passwords' "$work/serve.err")" "" \
  "which had nothing to complain about"
for counter in ring_dropped interface_dropped rtp_lost; do
  is "$(total $counter)" 0 "$counter is 0"
done
is "$(total calls) $(total complete)" "$calls $calls" \
  "each call is there, and complete"
sql() {
  sqlite3 "$folder/catalog.db" "$1"
}
is "$(sql 'SELECT count(*), count(DISTINCT uid) FROM call')" \
  "$calls|$calls" "... and a row"
is "$(sql "SELECT count(*), sum(state = 'complete') FROM recording")" \
  "$calls|$calls" "... with its recording"
# A packet that was sent late is one that comes late.
late=$(sed -n 's/.* \([0-9]*\) ms late$/\1/p' "$work/sent")
if [ "${late:-0}" -lt 200 ]; then
  is "$(sql 'SELECT count(*) FROM gap')" 0 "without a gap"
else
  sql 'SELECT cause, count(*) FROM gap GROUP BY 1' | sed 's/^/# gaps: /'
fi
is "$(sql 'SELECT count(*) FROM sip_message')" $((calls * 7)) \
  "and each message of it"
is "$(find "$folder" -name catalog.spool -o -name '*.part')" "" \
  "nothing waits for the next start"
is "$(sql "SELECT count(*) FROM state WHERE name = 'loaded'")" 0 \
  "nor did rows have to wait meanwhile"
is "$(grep -E 'alarm=|log is full' "$work/live.err")" "" "no alarm was raised"
is "$(sql "SELECT count(*) FROM (SELECT DISTINCT user, call_uid FROM audit
  WHERE action = 'play')")" "$(read_json .heard)" \
  "the audit tells who heard what"
is "$(sql 'PRAGMA integrity_check')" ok "the catalogue is sound"
done_testing
