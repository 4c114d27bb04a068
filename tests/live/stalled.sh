#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that hangs, one that hangs for longer than there is memory, and one
# that is full for a while: what is captured goes on, no signalling is lost, and
# each call whose audio is not whole says so (promises 2 and 6).

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/live/lib.sh"

needs sipp jq sqlite3 "${CC:=cc}"
$CC -shared -fPIC -D_GNU_SOURCE -o "$work/disk.so" "$live/stalled.c" -ldl \
  2>"$work/err" || skip_all "no library to preload: $(head -n 1 "$work/err")"
live_network

seconds=6
[ -z "${SPANREC_LONG:-}" ] || seconds=30

# The disk does this from now on: S hangs, F fails, . works.
disk() {
  printf '%s' "$1" | dd of="$work/mood" conv=notrunc status=none
}

# Records calls with that disk: begin FOLDER RATE CALLS MS [ARGUMENT...]
begin() {
  folder=$work/$1 rate=$2 calls=$3 length=$4
  shift 4
  printf . >"$work/mood"
  chmod 644 "$work/mood"
  # A ring that is full in three seconds, when a block is taken each 50 ms:
  # nothing else waits for the disk.
  SPANREC_DISK=$work/mood LD_PRELOAD=$work/disk.so \
    ASAN_OPTIONS=verify_asan_link_order=0 \
    live_start "$folder" --no-sandbox --ring-size 16M --writer-threads 2 "$@"
  ok $? "recording begins"
  live_calls "$rate" "$calls" "$length" &
  calling=$!
  children="$children $calling"
}

# Are there seconds of audio in an unfinished file?
speaks() {
  find "$folder" -name '*.part' -size +40k | grep -q .
}

# Ends it when the calls are over; the list of calls is in FOLDER.json.
finish() {
  wait "$calling"
  is $? 0 "the telephones made their calls"
  live_stop
  is $? 0 "it ends in order, with status 0"
  "$spanview" -d "$folder" list --json --limit 10000 >"$folder.json"
  is "$(jq length "$folder.json")" "$calls" "all calls are in the catalogue"
  is "$(total ring_dropped)" 0 "the kernel dropped nothing meanwhile"
  is "$(total rtp_lost)" 0 "and no packet is missing"
  is "$(sqlite3 "$folder/catalog.db" 'PRAGMA integrity_check')" ok \
    "the catalogue is sound"
  is "$(find "$folder" -name '*.part')" "" "no file is left unfinished"
}

# Facts of the list: fact WHAT EXPRESSION
fact() {
  jq -e "$2" "$folder.json" >/dev/null
  _status=$?
  ok $_status "$1"
  [ $_status -eq 0 ] ||
    jq -c '.[] | [.started, .completeness, .reason,
      .recordings[0].duration_ms]' "$folder.json" | sed 's/^/# /'
}

begin hangs 5 15 $((seconds * 1000))
wait_for 200 speaks
disk S
sleep "$seconds"
disk .
finish
fact "after $seconds s without a write all is complete" \
  "all(.[]; .completeness == \"complete\"
    and .recordings[0].duration_ms > $seconds * 1000 - 500)"
is "$(total audio_shed)$(total audio_not_begun)" 00 "no call gave way"

begin overload 2 40 4000 --audio-buffer 1M
wait_for 200 speaks
sleep 4
disk S
sleep 6
disk .
finish
fact "each call is complete or names the overload" \
  'all(.[]; .completeness == "complete" or (.reason | test("^overload:")))'
fact "some were not recorded" 'any(.[]; .completeness == "missing"
  and (.reason | test("nothing was recorded")) and .recordings == [])'
fact "some not to their end" 'any(.[]; .completeness == "partial"
  and .recordings[0].duration_ms > 0 and .recordings[0].state == "complete")'
fact "what came before and after is complete" \
  'sort_by(.started) | .[0].completeness == "complete"
    and .[-1].completeness == "complete"'
is "$(($(total audio_shed) + $(total audio_not_begun)))" \
  "$(jq '[.[] | select(.completeness != "complete")] | length' \
    "$folder.json")" "as many as are counted"
is "$(sqlite3 "$folder/catalog.db" "SELECT count(*) FROM call
  WHERE completeness = 'partial' AND NOT EXISTS (SELECT 1 FROM recording
    JOIN gap ON gap.recording_id = recording.id
    WHERE recording.call_id = call.id AND cause = 'overload')")" 0 \
  "what is not recorded of a call is a gap"

begin full 2 16 3000
wait_for 200 speaks
disk F
sleep 2
disk .
finish
fact "when it was full the files of running calls were cut" \
  'any(.[]; .completeness == "partial" and .recordings[0].state == "cut"
    and (.reason | test("writing stopped: No space left")))'
fact "the others are complete" 'all(.[]; .completeness == "complete"
  or (.reason | test("writing stopped")))'
fact "those that came later are, too" \
  'sort_by(.started) | .[-1].completeness == "complete"'
is "$(sqlite3 "$folder/catalog.db" "SELECT path, bytes FROM recording" |
  while IFS='|' read -r path bytes; do
    [ "$(stat -c %s "$folder/$path")" -eq "$bytes" ] || echo "$path"
  done)" "" "each file is as long as its row says"
done_testing
