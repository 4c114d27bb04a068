#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One call in plain Ethernet, and the same call in all that a mirror port may
# wrap around it (samples/wrapped): the catalogue and the audio are equal but
# for the source, and that names the tunnel.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq
wrapped=$samples/wrapped
tab=$(printf '\t')

# The calls without what names their source.
calls_of() { # FOLDER
  jq 'map(del(.source))' "$1.json"
}

# Is the capture NAME the call of BASE? More OPTIONs name more files.
compare() { # NAME BASE [OPTION...]
  _name=$1
  _base=$2
  shift 2
  record "$work/$_name" -r "$wrapped/$_name.pcap" "$@"
  is "$?" 0 "$_name: is recorded"
  calls_of "$work/$_base" >"$work/want"
  calls_of "$work/$_name" >"$work/got"
  same "$work/want" "$work/got" "$_name: lists the call of $_base"
  audio_sums "$work/$_base" >"$work/want"
  audio_sums "$work/$_name" >"$work/got"
  same "$work/want" "$work/got" "$_name: has its audio, to the byte"
}

source_of() { # FOLDER
  jq -r '.[0].source' "$1.json"
}

for base in plain plain6 plain-tcp; do
  record "$work/$base" -r "$wrapped/$base.pcap"
  is "$?" 0 "$base: is recorded"
  fact "$work/$base.json" "$base: one call, complete" \
    'length == 1 and .[0].completeness == "complete"
    and (.[0].recordings | length) == 1'
  is "$(source_of "$work/$base")" "$wrapped/$base.pcap" \
    "$base: comes from the file alone"
done

# Each word pair of the third column that we keep must be in the source.
grep -v '^#' "$wrapped/LIST" >"$work/list"
while IFS=$tab read -r name base _ identity _; do
  case $name in
  nested9 | spanned-* | two-interfaces-* | *-kept | hep3*) continue ;;
  esac
  compare "$name" "$base"
  # shellcheck disable=SC2086 # pairs of words
  set -- $identity
  while [ $# -ge 2 ]; do
    case "$name $1 $2" in
    "gtpu"* | "hp-erm"* | *" isid "* | *" label "* | "pppoe"* | *" vlan 0") ;;
    "pcli "*) has "$(source_of "$work/$name")" "ccc 198.51.100.1 id $2" \
      "$name: the source tells the connection" ;;
    *) has "$(source_of "$work/$name")" "$1 $2" \
      "$name: the source tells $1 $2" ;;
    esac
    shift 2
  done
done <"$work/list"
[ "$count" -gt 130 ]
ok $? "the list was read whole"

record "$work/nested9" -r "$wrapped/nested9.pcap"
is "$(jq length "$work/nested9.json")" 0 "nine tunnels deep is not looked at"
"$spanrec" -r "$wrapped/nested9.pcap" -o "$work/out" --json -q >"$work/totals"
fact "$work/totals" "and counted" '.encapsulation_limit == .packets'

# A mirror that doubles: one recording, no duplicate in it, all of them
# counted, by pair of sources (promise 5).
doubled() { # NAME PAIRS OPTION...
  _name=$1
  _pairs=$2
  shift 2
  rm -rf "$work/doubled"
  "$spanrec" "$@" -o "$work/doubled" --json -q >"$work/totals"
  is "$?" 0 "$_name: is recorded"
  "$spanview" -d "$work/doubled" list --json >"$work/doubled.json"
  "$spanrec" -r "$wrapped/plain.pcap" -o "$work/single" --json -q \
    >"$work/single.totals"
  calls_of "$work/plain" | jq 'map(.streams[].duplicates = 0)' >"$work/want"
  calls_of "$work/doubled" | jq 'map(.streams[].duplicates = 0)' >"$work/got"
  same "$work/want" "$work/got" "$_name: lists one call, that of plain"
  audio_sums "$work/plain" >"$work/want"
  audio_sums "$work/doubled" >"$work/got"
  same "$work/want" "$work/got" "$_name: has its audio, to the byte"
  fact "$work/doubled.json" "$_name: each stream counts its copies" \
    'all(.[0].streams[]; .duplicates == .packets)'
  jq -n --slurpfile one "$work/single.totals" --slurpfile two "$work/totals" \
    '{packets: [$one[0].packets * 2, $two[0].packets],
      copies: [$one[0].packets - ($one[0].ip_other // 0)
        - ($one[0].link_other // 0) - ($one[0].tcp_empty // 0),
        $two[0].mirror_duplicate],
      pairs: ($two[0].mirror_copies | map(.packets) | add),
      rtp: [$one[0].rtp_packet, $two[0].rtp_packet],
      other: ($two[0].rtp_duplicate // 0)}' >"$work/facts"
  fact "$work/facts" "$_name: every packet once, every copy counted" \
    '.packets[0] == .packets[1] and .copies[0] == .copies[1]
    and .pairs == .copies[1] and .rtp[0] == .rtp[1] and .other == 0'
  is "$(jq -r '.mirror_copies[] | .source + " < " + .copy' "$work/totals")" \
    "$_pairs" "$_name: and the two sources are named"
}

file=$wrapped/spanned-both.pcap
doubled spanned-both "$file < $file" -r "$file"
file=$wrapped/spanned-routed.pcap
doubled spanned-routed "$file: vlan 10 < $file: vlan 20" -r "$file"
file=$wrapped/two-interfaces
doubled two-interfaces "$file-a.pcap < $file-b.pcap" \
  -r "$file-a.pcap" -r "$file-b.pcap"

# Sent twice by the end point, half a second apart: each of them is doubled,
# but both are there.
record "$work/kept" -r "$wrapped/sip-retransmission-kept.pcap"
is "$(sqlite3 "$work/kept/catalog.db" "SELECT count(*), sum(retransmission)
  FROM sip_message WHERE method = 'INVITE' AND status IS NULL")" "2|1" \
  "an INVITE that was sent again is kept, its copies are not"

# Without the search all is taken as it comes.
"$spanrec" -r "$wrapped/spanned-both.pcap" -o "$work/out" --json -q \
  --duplicates-window 0 >"$work/totals"
fact "$work/totals" "--duplicates-window 0 looks for no copies" \
  '.mirror_duplicate == null and .rtp_duplicate > 90'

# What the user says of ports counts.
"$spanrec" -r "$wrapped/hp-erm.pcap" -o "$work/out" --json -q \
  --tunnel tzsp:7932 >"$work/totals"
fact "$work/totals" "--tunnel: a port carries what is said of it" \
  '.calls == 0 and .udp_other > 100'
for base in plain plain-tcp; do
  "$spanrec" -r "$wrapped/$base.pcap" -o "$work/out" --json -q \
    --sip-ports 5061-5070 >"$work/totals"
  fact "$work/totals" "--sip-ports: $base is not looked at on port 5060" \
    '.sip_message == null and .sip_stream_message == null'
  "$spanrec" -r "$wrapped/$base.pcap" -o "$work/out" --json -q \
    --sip-ports 5060 >"$work/totals"
  fact "$work/totals" "--sip-ports: but it is when that port is named" \
    '.sip_message // .sip_stream_message > 3'
done

if command -v tshark >/dev/null && command -v editcap >/dev/null; then
  "$wrapped/check" >"$work/check" 2>&1
  is "$(grep -c '^ok ' "$work/check") $(grep -vc '^ok ' "$work/check")" \
    "$(wc -l <"$work/list") 0" "tshark decodes each of them to the same call"
fi

record "$work/hep3" -r "$wrapped/hep3.pcap"
jq 'map({state, completeness, caller, callee, started, answered, ended,
  streams, recordings})' "$work/plain.json" >"$work/want"
jq 'map({state, completeness, caller, callee, started, answered, ended,
  streams, recordings})' "$work/hep3.json" >"$work/got"
same "$work/want" "$work/got" "hep3: the agent tells of the same call"
has "$(source_of "$work/hep3")" "hep 198.51.100.1 agent 2001" \
  "hep3: the source tells the agent"
record "$work/kamailio" -r "$wrapped/hep3-kamailio.pcap"
jq 'map({sip_call_id, state, final_status, ended_by,
  caller: {number: .caller.number}, callee: {number: .callee.number},
  streams})' "$work/kamailio.json" >"$work/got"
jq . "$wrapped/hep3-kamailio.json" >"$work/want"
same "$work/want" "$work/got" "hep3-kamailio: a proxy tells of its call"
is "$(jq '.[0].legs' "$work/kamailio.json")" 2 "hep3-kamailio: both hops"
done_testing
