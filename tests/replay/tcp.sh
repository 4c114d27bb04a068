#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SIP over TCP when the mirror loses segments, or the capture begins in the
# middle of a connection: all messages that are whole are read.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sqlite3
tool=$top_srcdir/tests/replay/tcp.py
whole=$samples/sip-tcp.pcap

# Messages as "INVITE" or "200 INVITE", in order, one a line.
messages() { # FOLDER
  sqlite3 "$1/catalog.db" "SELECT ifnull(status || ' ', '') || method
    FROM sip_message ORDER BY time_us, id"
}

run() { # FOLDER CAPTURE
  rm -rf "$1"
  "$spanrec" -r "$2" -o "$1" --json -q >"$1.totals" 2>"$work/err"
}

run "$work/whole" "$whole"
is "$?" 0 "the capture is read"
messages "$work/whole" >"$work/all"
all=$(jq .sip_stream_message "$work/whole.totals")
segments=$(python3 "$tool" count "$whole")
[ "$all" -ge 5 ] && [ "$segments" -gt "$all" ]
ok $? "it has $all messages in $segments segments"

# Every message is lost at most once, and no loss takes another message.
number=0
lost=0
while [ "$number" -lt "$segments" ]; do
  python3 "$tool" drop "$number" "$whole" "$work/drop.pcap"
  run "$work/drop" "$work/drop.pcap"
  status=$?
  messages "$work/drop" >"$work/seen"
  missing=$(grep -cvxFf "$work/seen" "$work/all")
  got=$(jq '.sip_stream_message // 0' "$work/drop.totals")
  [ $status -eq 0 ] && [ "$got" -ge $((all - 1)) ] && [ "$missing" -le 1 ]
  ok $? "without segment $number: $got of $all messages are read"
  fact "$work/drop.totals" "without segment $number: the gap is counted" \
    '.tcp_gap == 1 or .tcp_gap == null'
  [ "$(jq '.tcp_gap // 0' "$work/drop.totals")" -eq 0 ] || lost=$((lost + 1))
  number=$((number + 1))
done
# A gap is seen between bytes, not behind the last ones of a direction.
[ "$lost" -ge $((segments - 4)) ]
ok $? "a gap was seen for $lost of $segments segments"

# Joined before each segment: what begins after that is read.
number=1
while [ "$number" -lt "$segments" ]; do
  python3 "$tool" from "$number" "$whole" "$work/from.pcap"
  run "$work/from" "$work/from.pcap"
  is "$?" 0 "from segment $number on: is read"
  got=$(jq '.sip_stream_message // 0' "$work/from.totals")
  # A message of this capture has two segments at most.
  [ "$got" -ge $((all - number)) ]
  ok $? "from segment $number on: $got messages, $((all - number)) at least"
  number=$((number + 1))
done
done_testing
