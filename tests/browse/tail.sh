#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview tail: the last calls, and those that end while it runs, once each;
# filters; catalogues that go and come.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs jq
catalogue plain
d=$work/plain
samples=$top_srcdir/samples
pid=
trap 'kill $pid 2>/dev/null; rm -rf "$work"' EXIT

is "$("$view" -d "$d" tail -n 2 --json | jq -r .id | tr '\n' ' ')" \
  "daa66d1300000003 78dde6c400000004 " "the last two, the newest last"
is "$("$view" -d "$d" tail | tail -n +2 | wc -l)" 5 "a table of all there are"
is "$("$view" -d "$d" tail --state failed | tail -n +2 | wc -l)" 1 \
  "filters are those of list"
is "$("$view" -d "$d" tail -n 1 --json | jq -c 'keys_unsorted')" \
  "$("$view" -d "$d" list --limit 1 --json | jq -c '.[0] | keys_unsorted')" \
  "an object is that of list"
status 2 "not zero lines" "$view" -d "$d" tail -n 0

# replay SAMPLE: into the folder that is followed.
replay() {
  "$top_builddir/spanrec" -r "$samples/$1.pcap" -o "$d" >"$work/out" 2>&1 ||
    sed 's/^/# /' "$work/out"
}

# follow WORDS...: in the background, into $work/tail.
follow() {
  rm -f "$work/tail" # of the last time
  "$view" -d "$d" tail -f --json "$@" >"$work/tail" 2>"$work/tail.err" &
  pid=$!
  # What it begins with comes when it has looked round.
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -s "$work/tail" ] && break
    sleep 0.5
  done
}

# soon COUNT: waits until so many calls were printed, and a moment more.
soon() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    [ "$(wc -l <"$work/tail")" -ge "$1" ] && break
    sleep 0.5
  done
  sleep 1.2
}

numbers() {
  jq -r .sip_call_id "$work/tail" | tail -n +"$1" | cut -c 1-8 | tr '\n' ' '
}

follow -n 1
replay sipp-audio
soon 2
is "$(wc -l <"$work/tail")" 2 "a call that ends is printed"
replay hold-resume
soon 3
is "$(jq -r .completeness "$work/tail" | tail -n +2 | tr '\n' ' ')" \
  "complete complete " "... when it was judged"
replay hold-resume
sleep 2
is "$(wc -l <"$work/tail")" 3 "one that was replayed again is no new one"

# A call goes on while its capture comes by a pipe.
mkfifo "$work/pipe"
"$top_builddir/spanrec" -r - -o "$d" <"$work/pipe" >"$work/out" 2>&1 &
recorder=$!
exec 3>"$work/pipe"
head -c 60000 "$samples/early-media.pcap" >&3
sleep 3
is "$(wc -l <"$work/tail")" 3 "a call that goes on has not ended"
tail -c +60001 "$samples/early-media.pcap" >&3
exec 3>&-
wait "$recorder"
soon 4
is "$(numbers 4)" "53cdc145 " "when it ends it is printed"

# put FROM TO: the catalogue, with the log that may still belong to it.
put() {
  mkdir -p "$2"
  for file in catalog.db catalog.db-wal catalog.db-shm; do
    [ ! -e "$1/$file" ] || mv "$1/$file" "$2"
  done
}

put "$d" "$work/first"
sleep 2
replay transfer-blind
soon 5
is "$(wc -l <"$work/tail")" 5 "another catalogue in its place is followed"
replay sip-tls12
soon 6
is "$(wc -l <"$work/tail")" 6 "... and goes on being followed"
put "$d" "$work/other"
put "$work/first" "$d"
sleep 2
is "$(wc -l <"$work/tail")" 6 "when the first comes back nothing is told again"
# It may look in the moment in which a new one is still empty.
is "$(grep -v 'has not written there yet' "$work/tail.err")" "" \
  "nothing to complain about"
kill "$pid"
wait "$pid" 2>/dev/null
is "$?" 143 "it runs until it is told to stop"

follow -n 1 --number 305 --state ended
replay busy
replay g722
soon 2
is "$(jq -r '.callee.number + " " + .state' "$work/tail" | tail -n +2)" \
  "305 ended" "only calls that match are told"
kill "$pid"
wait "$pid" 2>/dev/null
done_testing
