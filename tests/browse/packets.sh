#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview export --pcap: tshark reads the dialogs and streams of each sample
# as the catalogue has them.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq tshark capinfos editcap mergecap
view=$spanview

# Fields of the packets that a display filter lets through.
fields() { # FILE FILTER FIELD...
  _file=$1
  _filter=$2
  shift 2
  for _field in "$@"; do
    set -- "$@" -e "$_field"
    shift
  done
  tshark -r "$_file" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE \
    -o tcp.check_checksum:TRUE -d tcp.port==5061,sip -Y "$_filter" \
    -T fields "$@" 2>/dev/null
}

# "method or status, CSeq number" of each message, in their order.
of_catalogue='.messages[] | "\(if .status then .status else .method end) \(.cseq)"'
# SSRC and packets of each stream that has some.
of_streams='.streams[] | select(.packets > 0) | "\(.ssrc) \(.packets + .duplicates)"'

each() { # NAME CAPTURE
  for id in $(jq -r '.[].id' "$work/rec.json"); do
    "$view" -d "$work/rec" show "$id" --json >"$work/call.json"
    rm -f "$work/e"
    "$view" -d "$work/rec" export "$id" --pcap "$work/e" --capture "$2" \
      2>"$work/err" || ok 1 "$1: is exported"
    jq -r "$of_catalogue" "$work/call.json" >"$work/wanted"
    tshark -r "$work/e" -d tcp.port==5061,sip -Y sip -T fields \
      -e sip.Method -e sip.Status-Code -e sip.CSeq.seq 2>/dev/null |
      awk -F '\t' '{ print ($1 != "" ? $1 : $2), $3 }' \
      >"$work/got"
    same "$work/wanted" "$work/got" "$1: each message, in order"
    jq -r "$of_streams" "$work/call.json" | sort >"$work/wanted"
    tshark -r "$work/e" -Y rtp -o rtp.heuristic_rtp:TRUE -T fields \
      -e rtp.ssrc 2>/dev/null | sort | uniq -c |
      awk '{ print tolower($2), $1 }' >"$work/got"
    same "$work/wanted" "$work/got" "$1: each stream with its packets"
    is "$(fields "$work/e" "frame.interface_id == 0 && (_ws.malformed ||
      tcp.analysis.flags || ip.checksum.status == 0 ||
      udp.checksum.status == 0 || tcp.checksum.status == 0)" frame.number)" \
      "" "$1: headers without a fault"
  done
}

for name in b2bua ipv6 sip-tcp; do
  capture=$samples/$name.pcap
  record "$work/rec" -r "$capture"
  each "$name" "$capture"
done
record "$work/rec" -r "$samples/sip-tls12.pcap" \
  --keylog "$samples/sip-tls12.keys"
each sip-tls12 "$samples/sip-tls12.pcap"
has "$(cat "$work/err")" "came in TLS" "sip-tls12: that it was TLS is told"

# From packed files, several of them, and those of another kind.
record "$work/rec" -r "$samples/b2bua.pcap"
id=$(jq -r '.[0].id' "$work/rec.json")
whole=$(jq '[.[0].streams[].packets] | add' "$work/rec.json")
gzip -c "$samples/b2bua.pcap" >"$work/b2bua.gz"
"$view" -d "$work/rec" export "$id" --pcap "$work/one" \
  --capture "$samples/b2bua.pcap" 2>"$work/err"
is "$(cat "$work/err")" "" "all is there: nothing is said"
"$view" -d "$work/rec" export "$id" --pcap "$work/two" \
  --capture "$samples/busy.pcap" --capture "$work/b2bua.gz"
ok $? "from a packed file among others"
capinfos -c "$work/one" | tail -n 1 | grep -o '[0-9]*$' >"$work/wanted"
capinfos -c "$work/two" | tail -n 1 | grep -o '[0-9]*$' >"$work/got"
same "$work/wanted" "$work/got" "which has the same packets"
cp "$work/one" "$work/again"
"$view" -d "$work/rec" export "$id" --pcap "$work/again" --force \
  --capture "$samples/b2bua.pcap"
cmp -s "$work/one" "$work/again"
ok $? "the same file each time"
is "$(capinfos -k "$work/one" | grep -c 'made anew')" 1 \
  "the file says what is made anew"

# More captures, by their links, than a file describes: one has two of them.
editcap -C 14 -L -T rawip4 "$samples/b2bua.pcap" "$work/raw.pcapng"
mergecap -w "$work/many0.pcapng" "$samples/b2bua.pcap" "$work/raw.pcapng"
set -- --capture "$work/many0.pcapng"
for n in $(seq 255); do
  ln -s "$samples/b2bua.pcap" "$work/many$n.pcap"
  set -- "$@" --capture "$work/many$n.pcap"
done
"$view" -d "$work/rec" export "$id" --pcap "$work/many" "$@" 2>"$work/err"
ok $? "from 256 captures"
is "$(capinfos "$work/many" | grep -c '^Interface #')" 257 \
  "256 of them are in it, beside SIP"
has "$(cat "$work/err")" \
  "media packets are left out: the captures are too many" \
  "and what is not is told"

# SIP alone, and half of the media: it is told what is not there.
"$view" -d "$work/rec" export "$id" --pcap - >"$work/got" 2>"$work/err"
ok $? "SIP alone"
has "$(cat "$work/err")" "the $whole media packets are not kept" \
  "says what is missing"
is "$(tshark -r "$work/got" -Y rtp 2>/dev/null)" "" "has no media"
size=$(wc -c <"$samples/b2bua.pcap")
head -c $((size / 2)) "$samples/b2bua.pcap" >"$work/half.pcap"
"$view" -d "$work/rec" export "$id" --pcap "$work/half" \
  --capture "$work/half.pcap" 2>"$work/err"
ok $? "half of the media"
is "$(grep -c "of the stream 0x.* of 20[34] packets" "$work/err")" 4 \
  "says of which streams packets are missing"
has "$(cat "$work/err")" "half.pcap" "and that the capture is damaged"
status 1 "a capture that is none" "$view" -d "$work/rec" export "$id" \
  --pcap "$work/none" --capture "$work/rec.json"
has "$(cat "$work/err")" "rec.json" "is named"
[ ! -e "$work/none" ]
ok $? "and nothing is made"
status 2 "--capture without --pcap" "$view" -d "$work/rec" export "$id" \
  --wav "$work/none" --capture "$work/b2bua.gz"

# Calls at the same time do not get into one another.
generate in --concurrent 5 --duration 3
record "$work/rec" -r "$work/in.pcap"
sums=0
for id in $(jq -r '.[].id' "$work/rec.json"); do
  "$view" -d "$work/rec" export "$id" --pcap "$work/e$id" \
    --capture "$work/in.pcap" 2>>"$work/err5"
  packets=$(capinfos -c -M "$work/e$id" | grep -o '[0-9]*$' | tail -n 1)
  sums=$((sums + packets))
done
is "$sums" "$(capinfos -c -M "$work/in.pcap" | grep -o '[0-9]*$' | tail -n 1)" \
  "five calls share out all packets of a capture"

# Hostile addresses in the catalogue.
if command -v sqlite3 >/dev/null; then
  sqlite3 "$work/rec/catalog.db" "UPDATE sip_message SET src = 'x'
    WHERE id % 4 = 0; UPDATE sip_message SET src = NULL WHERE id % 4 = 1;
    UPDATE sip_message SET src = '[::1]:1', bytes = zeroblob(70000)
    WHERE id % 4 = 2; UPDATE stream SET src = 'host:99999', first_us =
    -9223372036854775807, last_us = 9223372036854775807 WHERE id % 2 = 0;
    UPDATE leg SET transport = 'tls' WHERE id % 2 = 0"
  for id in $(jq -r '.[].id' "$work/rec.json"); do
    "$view" -d "$work/rec" export "$id" --pcap "$work/h$id" \
      --capture "$work/in.pcap" 2>>"$work/hostile"
    [ $? -le 1 ] && capinfos "$work/h$id" >/dev/null
    ok $? "a hostile catalogue"
  done
  has "$(cat "$work/hostile")" "SIP messages are left out" \
    "messages without addresses"
  has "$(cat "$work/hostile")" "streams are left out" \
    "and streams without them"
fi
done_testing
