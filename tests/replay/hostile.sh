#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Attacks on each table that packets fill: half-open connections, fragments,
# tunnels, VLANs. The call amid them is recorded as if it were alone, memory
# stays within its limits, and a counter names what was given up.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 time
timer=$(command -v time)

record "$work/alone" -r "$samples/wrapped/plain.pcap"
jq 'map(del(.source))' "$work/alone.json" >"$work/want"
audio_sums "$work/alone" >"$work/want.sums"

# How many KiB a run takes at most.
memory_of() { # CAPTURE
  "$timer" -f %M -o "$work/memory" "$spanrec" -r "$1" -o "$work/out" --json -q \
    >"$work/totals" 2>"$work/err"
  _status=$?
  tail -n 1 "$work/memory"
  return $_status
}

memory_of "$samples/wrapped/plain.pcap" >"$work/before"
before=$(cat "$work/before")

# attack NAME COUNT MIB COUNTER...: the run may take MIB more than the call
# alone, and all of the counters must have counted.
attack() {
  name=$1
  mib=$3
  python3 "$top_srcdir/tests/replay/hostile.py" "$name" "$2" \
    "$samples/wrapped/plain.pcap" "$work/$name.pcap"
  shift 3
  rm -rf "$work/out"
  memory=$(memory_of "$work/$name.pcap")
  is $? 0 "$name: is endured"
  is_sanitized || [ $((memory - before)) -le $((mib * 1024)) ]
  ok $? "$name: takes $(((memory - before) / 1024)) MiB, at most $mib"
  for counter in "$@"; do
    fact "$work/totals" "$name: $counter tells of it" ".$counter > 0"
  done
  "$spanview" -d "$work/out" list --json | jq 'map(del(.source))' >"$work/got"
  same "$work/want" "$work/got" "$name: the call is what it was"
  audio_sums "$work/out" >"$work/got.sums"
  same "$work/want.sums" "$work/got.sums" "$name: and so is its audio"
  rm -f "$work/$name.pcap"
}

attack syn 1000000 32 tcp_undecided_limit
attack invite 300000 128 tcp_stream_limit
attack fragments 300000 40 ip_fragment_limit
attack overlaps 50000 24 ip_fragment_overlap
attack vlans 20000 32 source_limit
attack tunnels 200000 32 udp_other tunnel_malformed
done_testing
