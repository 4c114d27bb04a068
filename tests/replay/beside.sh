#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is heard in calls beside speech: keys, reports of RTCP, faxes; in
# captures of real agents, and in what they may look like after losses.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sqlite3
tool=$top_srcdir/tests/replay/beside.py
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# Records CAPTURE; what spanview shows of its call is in $work/show.json then.
see() { # CAPTURE [OPTION...]
  capture=$1
  shift
  rm -rf "$work/out"
  "$spanrec" -r "$capture" -o "$work/out" --json -q "$@" >"$work/totals" \
    2>"$work/err"
  id=$("$spanview" -d "$work/out" list --json | jq -r '.[0].id')
  "$spanview" -d "$work/out" show --json "$id" >"$work/show.json"
}

keys() { # prints the keys with who pressed them and how it is known
  jq -r '[.dtmf[] | "\(.digit) \(.side) \(.method)"] | join(", ")' \
    "$work/show.json"
}

query() { # SQL
  sqlite3 "$work/out/catalog.db" "$1"
}

spans() {
  "$spanrec" --version >/dev/null && nm -D "$spanrec" 2>/dev/null |
    grep -q t38_core
}

# Telephone events.
see "$samples/dtmf-rfc4733.pcap" --dtmf-digits
is "$(keys)" "1 caller rfc4733, 2 caller rfc4733, 3 caller rfc4733, \
# caller rfc4733" "telephone events are keys"
is "$(jq -c '[.dtmf[] | .duration_ms]' "$work/show.json")" \
  "[180,180,180,180]" "... of the length that they tell"
see "$samples/dtmf-rfc4733.pcap"
is "$(keys)" "X caller rfc4733, X caller rfc4733, X caller rfc4733, \
X caller rfc4733" "which key it was is not kept unless asked for"
see "$samples/dtmf-rfc4733.pcap" --dtmf none
is "$(keys)" "" "--dtmf none"
has "$("$spanview" -d "$work/out" show "$id")" "CNAME          sip:201@" \
  "the CNAME is shown"

# SIP INFO.
see "$samples/dtmf-info.pcap" --dtmf-digits
is "$(keys)" "7 caller info, * caller info, 9 caller info" \
  "SIP INFO are keys"
is "$(jq -c '[.events[] | select(.kind == "flash") | .side]' \
  "$work/show.json")" '["caller"]' "a hook flash is an event"
is "$(query "SELECT count(*) FROM sip_message
  WHERE method = 'INFO' AND CAST(bytes AS TEXT) LIKE '%Signal=7%'")" 1 \
  "the message is stored as it was"
see "$samples/dtmf-info.pcap"
is "$(keys)" "X caller info, X caller info, X caller info" "they are masked"
is "$(query "SELECT count(*) FROM sip_message
  WHERE method = 'INFO' AND CAST(bytes AS TEXT) LIKE '%Signal=X%'")" 2 \
  "... and so are the messages"
is "$(grep -c -a -E 'Signal=[0-9*#]' "$work/out/catalog.db")" 0 \
  "nothing in the catalogue tells of a key"

# Both at once, and losses.
python3 "$tool" write both-ways "$work/both-ways.pcap"
see "$work/both-ways.pcap" --dtmf-digits
is "$(jq -r '[.dtmf[].digit] | join(" ")' "$work/show.json")" "5 5 6" \
  "a key that is told of in two ways is one key; pressed twice it is two"
fact "$work/totals" "... and that is counted" '.dtmf_again == 3'
is "$(jq -c '[.events[] | select(.kind == "flash") | .side]' \
  "$work/show.json")" '["caller"]' "a flash among telephone events"
fact "$work/show.json" "events on an SSRC of their own disturb no audio" \
  '.completeness == "complete" and .recordings[0].duration_ms == 5000'
python3 "$tool" write lossy-keys "$work/lossy-keys.pcap"
see "$work/lossy-keys.pcap" --dtmf-digits
is "$(jq -c '[.dtmf[] | [.digit, .duration_ms]]' "$work/show.json")" \
  '[["1",100],["2",80],["4",100]]' "keys that lost their start, or their end"

# RTCP.
see "$samples/rtcp-loss.pcap"
fact "$work/show.json" "the loss behind the mirror is reported" \
  '.streams | map({(.side): .}) | add | .callee.lost == 0
  and .callee.rtcp.reports == 2 and .callee.rtcp.lost_percent > 9
  and .callee.rtcp.lost_percent < 11 and .caller.rtcp.lost == 0
  and .caller.rtcp.packets > 160'
fact "$work/show.json" "... with jitter and round trip" \
  '.streams | all(.[]; .rtcp.jitter_ms > 0.2 and .rtcp.jitter_ms < 20
  and .rtcp.round_trip_ms >= 0 and .rtcp.round_trip_ms < 20)'
# What the mirror lost its receiver had, and says so; of what was lost before
# the first report nobody knows.
causes() { # FIRST LAST PORT
  python3 "$tool" unmirror "$samples/rtcp-loss.pcap" "$work/cut.pcap" "$3" \
    "$1" "$2"
  see "$work/cut.pcap"
  query "SELECT side, cause FROM gap"
}
is "$(causes 110 113 16396)" "caller|mirror" \
  "what a receiver had the mirror lost"
is "$(causes 110 113 16456)" "callee|loss" \
  "not when it missed others as well"
is "$(causes 20 23 16396)" "caller|loss" \
  "before the first report nobody knows"
is "$(causes 163 168 16396)" "caller|loss" \
  "nor of what came when the report was on its way"
generate long --calls 1 --concurrent 1 --duration 25 --loss 5
see "$work/long.pcap"
is "$(query "SELECT count(*) FILTER (WHERE to_us - from_us > 11500000),
  sum(packets) = (SELECT sum(packets) FROM stream),
  sum(lost) = (SELECT sum(lost) FROM stream), count(*) BETWEEN 4 AND 8
  FROM quality WHERE method = 'capture'")" "0|1|1|1" \
  "what is captured is measured every ten seconds"
see "$samples/rtcp-loss.pcap"
if command -v tshark >/dev/null; then
  tshark -r "$samples/rtcp-loss.pcap" -Y 'rtcp.pt == 200' -T fields \
    -e rtcp.ssrc.jitter 2>/dev/null |
    awk '{ printf "%.3f\n", $1 / 8 }' | sort >"$work/tshark"
  query "SELECT printf('%.3f', jitter_ms) FROM quality
    WHERE method = 'rtcp'" | sort >"$work/ours"
  same "$work/ours" "$work/tshark" "the jitter is what tshark reads"
fi

# Faxes and tones.
if ! spans; then
  see "$samples/t38-fax.pcap"
  has "$(jq -r .reason "$work/show.json")" "without spandsp" \
    "a fax whose pages cannot be decoded says so"
  done_testing
  exit 0
fi
see "$samples/dtmf-inband.pcap" --dtmf-digits
is "$(keys)" "" "tones are not looked for unless asked to"
see "$samples/dtmf-inband.pcap" --dtmf-digits --dtmf inband
is "$(keys)" "4 caller inband, 7 caller inband, 1 caller inband, \
1 caller inband, # caller inband" "tones in the audio are keys"
fact "$work/show.json" "... at their time, of their length" \
  '[.dtmf[] | .duration_ms > 80 and .duration_ms < 130]
  | all'
see "$samples/dtmf-rfc4733.pcap" --dtmf inband
is "$(jq -r '[.dtmf[].method] | unique | join(" ")' "$work/show.json")" \
  rfc4733 "who signals keys is not listened to"

python3 "$samples/agents/fax-page" "$work/two.tif" 120 2
python3 "$samples/agents/fax-page" "$work/one.tif" 200 1

# Is the fax of CAPTURE just PAGES?
fax() { # CAPTURE PAGES WHAT
  see "$1"
  fact "$work/show.json" "$3: complete, and a fax" \
    '.completeness == "complete" and (.fax | length) == 1
    and .fax[0].side == "caller"
    and ([.events[].kind] | contains(["fax", "fax-pages"]))'
  path=$work/out/$(jq -r '.fax[0].path' "$work/show.json")
  python3 "$tool" same "$path" "$2"
  ok $? "$3: its pages are those that were sent"
  is "$(sha256sum <"$path" | cut -c 1-64)" \
    "$(jq -r '.fax[0].sha256' "$work/show.json")" "$3: the sum is right"
}
fax "$samples/t38-fax.pcap" "$work/two.tif" "T.38"
first=$(jq -r '.fax[0].sha256' "$work/show.json")
see "$samples/t38-fax.pcap"
is "$(jq -r '.fax[0].sha256' "$work/show.json")" "$first" \
  "the same fax gives the same file"
is "$(query "SELECT has_fax FROM call")" 1 "its call is a fax"
fax "$samples/t38-fax-ecm.pcap" "$work/one.tif" "with error correction"
dropped=$(python3 "$tool" drop "$samples/t38-fax.pcap" "$work/lossy.pcap" 3 1)
[ "$dropped" -gt 50 ]
ok $? "every third packet of T.38 is taken out ($dropped)"
fax "$work/lossy.pcap" "$work/two.tif" "copies make up for lost packets"
fact "$work/totals" "... and that is counted" \
  '.udptl_recovered > 50 and .udptl_lost == null'
python3 "$tool" drop "$samples/t38-fax-ecm.pcap" "$work/lossy.pcap" 9 4 5 \
  >"$work/dropped"
fax "$work/lossy.pcap" "$work/one.tif" "parities make up for lost packets"
python3 "$tool" drop "$samples/t38-fax.pcap" "$work/lossy.pcap" 40 30 31 32 33 \
  34 35 36 37 38 >"$work/dropped"
see "$work/lossy.pcap"
fact "$work/show.json" "what is lost for good is said" \
  '.completeness == "partial" and (.reason | contains("fax"))'
done_testing
