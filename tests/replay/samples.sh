#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The captures of real user agents against what tshark says of them
# (samples/NAME.json): what is there must be equal. And of each: every frame
# has one outcome, every answered call one completeness (promise 2).
# shellcheck disable=SC2016 # $id and the like are jq's
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq

# Members and items of 'want' that 'got' has not, as paths. Streams are matched
# by SSRC, side and number of packets, in whatever order they come.
compare='
def by_ssrc: if type == "array" and all(.[]; type == "object" and has("ssrc"))
  then sort_by(.ssrc, .side, .src, .dst) else . end;
def differences(want; got; path):
  if (want | type) == "object" then
    if (got | type) != "object" then path + ": is no object"
    else (want | keys[]) as $key | if (got | has($key))
      then differences(want[$key]; got[$key]; path + "." + $key)
      else path + "." + $key + ": is not there" end
    end
  elif (want | type) == "array" then (want | by_ssrc) as $want
    | (got | by_ssrc) as $got
    | if ($want | length) != ($got | length)
      then path + ": \($got | length) instead of \($want | length)"
      else range($want | length) as $i
        | differences($want[$i]; $got[$i]; path + "[\($i)]") end
  elif want == got then empty
  else path + ": \(got) instead of \(want)" end;
differences($want[0]; $got[0]; "")'

frames=$(sed -n 's/^COUNTER(FRAMES, \([a-z0-9_]*\),.*/"\1"/p' \
  "$top_srcdir/base/counters.def" | paste -sd, -)
count_of_samples=0
for capture in "$samples"/*.pcap "$samples"/*.pcapng; do
  name=$(basename "$capture")
  name=${name%.*}
  count_of_samples=$((count_of_samples + 1))
  set --
  if [ -e "$samples/$name.keys" ]; then
    install -m 600 "$samples/$name.keys" "$work/keys"
    set -- --keylog "$work/keys"
  fi
  "$spanrec" -r "$capture" -o "$work/$name" "$@" --json -q >"$work/totals" \
    2>"$work/err"
  is "$?" 0 "$name: is recorded"
  is "$(cat "$work/err")" "" "$name: nothing to complain of"
  "$spanview" -d "$work/$name" list --json >"$work/$name.json"
  is "$(jq -nr --slurpfile want "$samples/$name.json" \
    --slurpfile got "$work/$name.json" "$compare")" "" \
    "$name: what is listed is what the capture holds"
  fact "$work/totals" "$name: frames in = sum of all outcomes" \
    ". as \$all | .packets > 0 and .packets
    == ([$frames] | map(\$all[.] // 0) | add)"
  fact "$work/totals" "$name: the ledger balances" '.answered
    == .complete + .partial + .undecodable + .skipped + .missing'
  fact "$work/$name.json" "$name: and it is that of the list" \
    "group_by(.completeness) | map({(.[0].completeness // \"none\"): length})
    | add as \$of | [\"complete\", \"partial\", \"undecodable\", \"missing\"]
    | map(\$of[.] // 0) == $(jq -c \
      '[.complete, .partial, .undecodable, .missing]' "$work/totals")"
  fact "$work/$name.json" "$name: a reason for what is not complete" 'all(.[];
    (.completeness == null or .completeness == "complete")
    or (.reason | length > 0))'
done
[ "$count_of_samples" -ge 20 ]
ok $? "there are twenty samples or more"

# What the pages promise beyond the JSON files.
fact "$work/rtpengine.json" "rtpengine: each voice is recorded once" \
  '.[0] | .completeness == "complete" and (.recordings | length) == 1
  and (.streams | map(select(.recorded)) | map(.side) | sort)
  == ["callee", "caller"]'
fact "$work/mid-call-start.json" "mid-call-start: partial" \
  '.[0] | .completeness == "partial" and .direction == "unknown"'
"$spanrec" -r "$samples/mid-call-start.pcap" -o "$work/out" --json -q \
  >"$work/totals"
fact "$work/totals" "mid-call-start: every RTP packet is recorded or counted" \
  ".rtp_packet + .rtp_probation == 404 and .rtp_probation <= 22"
fact "$work/sip-tcp.json" "sip-tcp: complete, by what its segments say" \
  '.[0] | .completeness == "complete" and (.recordings | length) == 1'
fact "$work/sip-websocket.json" "sip-websocket: complete, on both hops" \
  '.[0] | .completeness == "complete" and .legs == 2
  and (.recordings | length) == 1'
fact "$work/srtp-sdes.json" "srtp-sdes: complete, with the keys of the SDP" \
  '.[0] | .completeness == "complete" and (.recordings | length) == 1'
for name in sip-tls12 sip-tls13; do
  fact "$work/$name.json" "$name: complete, with the keys of its key log" \
    '.[0] | .completeness == "complete" and (.recordings | length) == 1'
done
for name in nat-symmetric sbc-latching ice; do
  fact "$work/$name.json" "$name: both sides are recorded" '.[0]
    | .completeness == "complete" and (.recordings | length) == 1
    and (.streams | map(select(.recorded)) | map(.side) | sort)
    == ["callee", "caller"]'
done
fact "$work/same-private-address.json" "same-private-address: two calls apart" \
  'map(.completeness) == ["complete", "complete"] and (map(.streams
    | map(.src, .dst | select(startswith("192.0.2."))) | unique)
    == [["192.0.2.20:6000"], ["192.0.2.21:6000"]])'
fact "$work/dtls-srtp.json" "dtls-srtp: undecodable, without a recording" \
  '.[0] | .completeness == "undecodable" and .recordings == []'
if grep -q 'define HAVE_SPEEXDSP 1' "$top_builddir/config.h"; then
  grep -q 'define HAVE_LIBAVCODEC 1' "$top_builddir/config.h" &&
    fact "$work/g722.json" "g722: complete, at 16 kHz" '.[0]
      | .completeness == "complete" and .recordings[0].rate_hz == 16000'
  grep -q 'define HAVE_OPUS 1' "$top_builddir/config.h" &&
    for name in opus linphone; do
      fact "$work/$name.json" "$name: complete, at 48 kHz" '.[0]
        | .completeness == "complete" and .recordings[0].rate_hz == 48000'
    done
fi
grep -q 'define HAVE_SPEEXDSP 1' "$top_builddir/config.h" &&
  grep -q 'define HAVE_LIBAVCODEC 1' "$top_builddir/config.h" &&
  fact "$work/rtpengine-transcoding.json" \
    "rtpengine-transcoding: each voice once, as it was first heard" '.[0]
    | .completeness == "complete" and (.recordings | length) == 1
    and .recordings[0].rate_hz == 16000
    and (.streams | map(select(.recorded) | [.side, .codec]) | sort)
    == [["callee", "PCMU"], ["caller", "G722"]]'
fact "$work/early-media.json" "early-media: is recorded from the 183 on" \
  '.[0] | .recordings[0].started < .answered and .completeness == "complete"'
fact "$work/hold-resume.json" "hold-resume: the hold keeps its length" \
  '.[0] | .completeness == "complete" and .recordings[0].duration_ms > 7000'
# The links of calls that have several Call-IDs, and their events.
shows() { # NAME CALL WHAT EXPRESSION
  "$spanview" -d "$work/$1" show --json \
    "$(jq -r ".[$2].id" "$work/$1.json")" >"$work/show.json"
  fact "$work/show.json" "$1: $3" "$4"
}
shows transfer-blind 0 "linked by refer, and told" \
  '(.links | map(.method)) == ["refer"] and ([.events[]
  | select(.kind == "transfer") | [.side, .detail]]
  == [["callee", "blind to 409"]]) and .completeness == "complete"'
shows transfer-attended 0 "linked by refer, and to the consultation" \
  '(.links | map([.method, .other_call != null]))
  == [["refer", false], ["replaces", true]] and .completeness == "complete"'
shows b2bua 0 "linked by numbers, each voice once" \
  '(.links | map(.method)) == ["numbers"] and .completeness == "complete"
  and ([.streams[] | select(.recorded).side] | sort) == ["callee", "caller"]'
shows b2bua-direct-media 0 "linked by sdp" \
  '(.links | map(.method)) == ["sdp"] and .completeness == "complete"'
shows prack-update 0 "recorded from the early media on" \
  '.completeness == "complete" and .recordings[0].started < .answered
  and ([.events[].kind] == ["ringing", "answer", "end"])'
shows hold-all-forms 0 "each form of hold has its name" \
  '[.events[] | select(.kind == "hold" or .kind == "resume")
  | [.kind, .side, .detail] | map(select(.)) | join(" ")] == [
  "hold caller sendonly", "resume caller", "hold caller inactive",
  "resume caller", "hold caller c=0.0.0.0", "resume caller",
  "hold caller inactive, c=0.0.0.0", "resume caller"]'
done_testing
