#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a mirror did not show: messages of the signalling are missing, and the
# call and its audio are there all the same.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq tshark

# without NAME FILTER: a sample with only those packets that FILTER wants.
without() {
  tshark -r "$samples/sipp-audio.pcap" -Y "$2" -F pcap -w "$work/$1.pcap" \
    2>/dev/null
  record "$work/$1" -r "$work/$1.pcap"
  is $? 0 "$1: is recorded"
  fact "$work/$1.json" "$1: one call, with all packets of both sides" \
    'length == 1 and (.[0].streams | map([.side, .packets]) | sort)
    == [["callee", 250], ["caller", 250]]'
  audio_sums "$work/$1" | cut -d ' ' -f 1 >"$work/got"
  same "$work/want" "$work/got" "$1: its audio is that of the whole capture"
}

record "$work/whole" -r "$samples/sipp-audio.pcap"
audio_sums "$work/whole" | cut -d ' ' -f 1 >"$work/want"

without no-invite '!(sip.Method == INVITE)'
fact "$work/no-invite.json" "no-invite: it ran before the capture began" \
  '.[0] | .state == "ended" and .completeness == "partial"'

without no-answer '!(sip.Status-Code == 200 && sip.CSeq.method == INVITE)'
fact "$work/no-answer.json" "no-answer: the ACK tells that it was answered" \
  '.[0] | .state == "ended" and .completeness == "complete"
  and .answered != null and .ended_by == "caller"'

without one-way 'arp || rtp || sip.Request-Line'
fact "$work/one-way.json" "one-way: the caller's messages tell all" \
  '.[0] | .state == "ended" and .completeness == "complete"
  and .answered != null and .ended_by == "caller"'

# Of the callee nothing was seen at all.
tshark -r "$samples/sipp-audio.pcap" -Y 'ip.src == 192.0.2.10' -F pcap \
  -w "$work/half.pcap" 2>/dev/null
record "$work/half" -r "$work/half.pcap"
fact "$work/half.json" "half: one direction is no complete call" \
  'length == 1 and (.[0] | .state == "ended" and .completeness == "partial"
  and (.reason | startswith("callee: neither its SDP nor an RTP packet")))'
done_testing
