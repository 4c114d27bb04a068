#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Same capture, same result (promise 1): twice, in another order, in pieces,
# in another file format.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sqlite3 editcap mergecap tcpdump

dump() { # FOLDER
  sqlite3 "$1/catalog.db" .dump
}

# All that is equal when the same packets come in other files: not the sources.
content() { # FOLDER
  jq -S 'map(del(.source))' "$1.json"
  audio_sums "$1"
}

equal_folders() { # FOLDER FOLDER WHAT
  dump "$1" >"$work/dump.1"
  dump "$2" >"$work/dump.2"
  same "$work/dump.1" "$work/dump.2" "$3: the same catalogue"
  is "$(audio_sums "$1")" "$(audio_sums "$2")" "$3: the same audio"
}

equal_content() { # FOLDER FOLDER WHAT
  content "$1" >"$work/content.1"
  content "$2" >"$work/content.2"
  same "$work/content.1" "$work/content.2" "$3: the same calls and audio"
}

# Twice.
generate calls --concurrent 5 --duration 10 --codec mixed --loss 3 \
  --reorder 5 --reorder-percent 3 --duplicate 2 --jitter-ms 20 \
  --ssrc-change 4000 --gap-ms 6000:500
set --
for capture in "$samples"/*.pcap "$samples"/*.pcapng; do
  set -- "$@" -r "$capture"
done
record "$work/samples.1" "$@" && record "$work/samples.2" "$@"
ok $? "all samples are recorded in one run"
equal_folders "$work/samples.1" "$work/samples.2" "all samples twice"
record "$work/once" -r "$work/calls.pcap" &&
  record "$work/twice" -r "$work/calls.pcap"
ok $? "five bad calls are recorded"
equal_folders "$work/once" "$work/twice" "five bad calls twice"
fact "$work/once.json" "and they are five" 'length == 5 and
  all(.[]; (.recordings | length) == 1)'
# Threads that write the audio make no difference, however many they are.
for threads in 1 2 3; do
  record "$work/threads" --writer-threads $threads "$@" \
    -r "$work/calls.pcap"
  ok $? "all samples are recorded by $threads threads"
  [ -d "$work/threads.1" ] || mv "$work/threads" "$work/threads.1"
  [ $threads = 1 ] ||
    equal_folders "$work/threads.1" "$work/threads" "by $threads threads"
done
rm -rf "$work/threads" "$work/threads.1"
# the second time into the same folder
"$spanrec" -q -r "$work/calls.pcap" -o "$work/twice"
ok $? "a capture is replayed into the same folder"
"$spanview" -d "$work/twice" list --json >"$work/twice.json"
equal_content "$work/once" "$work/twice" "into the same folder"
if command -v sqlite3 >/dev/null; then
  counts="SELECT * FROM source; SELECT time_us, name, value FROM capture_stat
    ORDER BY name; SELECT source_id, copy_source_id, packets FROM duplicate"
  sqlite3 "$work/once/catalog.db" "$counts" >"$work/once.counts"
  sqlite3 "$work/twice/catalog.db" "$counts" >"$work/twice.counts"
  same "$work/once.counts" "$work/twice.counts" "its counts are there once"
fi

# The audio does not depend on the other calls of the capture.
reversed=
for capture in "$samples"/*.pcap "$samples"/*.pcapng; do
  reversed="-r $capture $reversed"
done
# shellcheck disable=SC2086 # a list; the paths of the build have no spaces
record "$work/reversed" $reversed
ok $? "all samples are recorded in reversed order"
equal_folders "$work/samples.1" "$work/reversed" "all samples reversed"

# Two ports of a switch, one file each, in either order.
sources=$(tcpdump -nr "$work/calls.pcap" 2>/dev/null |
  awk '{ print $3 }' | cut -d. -f1-4 | sort -u)
one=$(echo "$sources" | head -n 1)
tcpdump -r "$work/calls.pcap" -w "$work/there.pcap" \
  --time-stamp-precision=nano "src host $one" 2>/dev/null
tcpdump -r "$work/calls.pcap" -w "$work/back.pcap" \
  --time-stamp-precision=nano "not src host $one" 2>/dev/null
[ "$(wc -c <"$work/there.pcap")" -gt 20000 ] &&
  [ "$(wc -c <"$work/back.pcap")" -gt 20000 ]
ok $? "a capture is split by sender"
record "$work/there-back" -r "$work/there.pcap" -r "$work/back.pcap" &&
  record "$work/back-there" -r "$work/back.pcap" -r "$work/there.pcap"
ok $? "two captures of two directions are recorded"
equal_folders "$work/there-back" "$work/back-there" "in either order"
equal_content "$work/once" "$work/there-back" "in two files"

# Two captures of different calls at the same time.
generate other --concurrent 3 --duration 10 --seed 7 --loss 2
record "$work/ab" -r "$work/calls.pcap" -r "$work/other.pcap" &&
  record "$work/ba" -r "$work/other.pcap" -r "$work/calls.pcap"
ok $? "two captures of the same time are recorded"
equal_folders "$work/ab" "$work/ba" "two captures in either order"

# A rotation: pieces of 1000 packets, and of 3 seconds.
mkdir "$work/by-count" "$work/by-time"
editcap -c 1000 "$work/calls.pcap" "$work/by-count/x.pcap" 2>/dev/null
editcap -i 3 "$work/calls.pcap" "$work/by-time/x.pcap" 2>/dev/null
for way in by-count by-time; do
  set --
  for piece in "$work/$way"/*; do
    set -- -r "$piece" "$@"
  done
  [ $# -ge 6 ] && record "$work/$way.out" "$@"
  ok $? "$way: $(($# / 2)) pieces are recorded"
  equal_content "$work/once" "$work/$way.out" "$way"
done

# Each packet twice, by two mirror ports.
editcap "$work/other.pcap" "$work/copy.pcap"
record "$work/single" -r "$work/other.pcap" &&
  record "$work/double" -r "$work/other.pcap" -r "$work/copy.pcap"
ok $? "a capture and its copy are recorded"
is "$(audio_sums "$work/double" | cut -d' ' -f1)" \
  "$(audio_sums "$work/single" | cut -d' ' -f1)" "the copy adds no audio"

# Other file formats. The same nanoseconds: everything is the same.
editcap -F pcapng "$work/calls.pcap" "$work/calls.pcapng"
record "$work/ng" -r "$work/calls.pcapng"
ok $? "pcapng is recorded"
equal_content "$work/once" "$work/ng" "pcapng"
# Microseconds: all that is counted in them.
editcap -F pcap "$work/calls.pcap" "$work/micro.pcap"
record "$work/micro" -r "$work/micro.pcap"
ok $? "microseconds are recorded"
is "$(jq -c 'map([.id, .started, .answered, .ended, .completeness])' \
  "$work/micro.json")" \
  "$(jq -c 'map([.id, .started, .answered, .ended, .completeness])' \
    "$work/once.json")" "microseconds: the same calls"

# One call in five formats: times are equal to the microsecond.
identity='map([.id, .started, .answered, .ended, .completeness,
  (.streams | map([.side, .ssrc, .packets, .lost]))])'
record "$work/plain" -r "$samples/formats-plain.pcap"
for format in nano vlan cooked ng; do
  record "$work/$format" -r "$samples"/formats-$format.pcap*
  ok $? "formats-$format is recorded"
  is "$(jq -c "$identity" "$work/$format.json")" \
    "$(jq -c "$identity" "$work/plain.json")" "formats-$format: the same call"
  is "$(audio_sums "$work/$format" | cut -d' ' -f1)" \
    "$(audio_sums "$work/plain" | cut -d' ' -f1)" \
    "formats-$format: the same audio"
done
done_testing
