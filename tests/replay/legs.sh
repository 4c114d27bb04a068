#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays the scenarios of scenario_legs.py: which Call-IDs are legs of one
# call, by which method, and which are not. One TAP line a check.
set -u
. "${top_srcdir:?}/tests/replay/scenario.sh"
scenario=$top_srcdir/tests/replay/scenario_legs.py

two_legs='length == 1 and (.[0] | .state == "ended" and .legs == 2
  and .final_status == 200 and (.sip_call_ids | length) == 2
  and .caller.number == "100" and .callee.number == "200")'
each_once='[.[0].streams[] | select(.recorded).side] | sort
  == ["callee", "caller"]'

linked() { # METHOD SCORE
  detail 0 "the second leg is linked by $1, score $2" "(.links | length) == 1
    and (.links[0] | .method == \"$1\" and .score == $2 and .undone == false)
    and .links[0].leg == .legs_detail[1].id
    and .links[0].other_leg == .legs_detail[0].id"
}

for way in b2bua b2bua-callee-hangs-up; do
  record $way
  fact 'one call of two legs ended' "$two_legs"
  fact 'it is complete' "$complete"
  fact 'each voice is recorded once, of four streams' \
    "($each_once) and (.[0].streams | length) == 4"
  tones 0 0.1 5.5 '[[400],[500]]'
  linked numbers 0.79925
done
fact 'the callee hung up, when it did' '.[0] | .ended_by == "callee"
  and .ended == "2023-11-14T22:13:28.000000Z"'
fact 'answered is when the caller was told' '.[0].answered
  == "2023-11-14T22:13:22.020000Z"'
record b2bua --link-window 0
fact 'without a window it is two calls' 'length == 2'

record b2bua-busy
fact 'one call failed' 'length == 1 and (.[0] | .state == "failed"
  and .legs == 2 and .final_status == 486 and .ended_by == "callee"
  and .ended == "2023-11-14T22:13:21.000000Z")'

record b2bua-next-target
fact 'one call of three legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 3 and .final_status == 200)'
fact 'it is complete' "$complete"

record b2bua-asserted
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
linked numbers 0.64925

record b2bua-bye-of-one-leg
fact 'it ended with the BYE that was seen' "$two_legs"
fact 'by the caller, then' '.[0] | .ended_by == "caller"
  and .ended == "2023-11-14T22:13:28.000000Z"'
fact 'it is complete' "$complete"

record b2bua-other-numbers-rtp
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
fact 'each voice is recorded once, of four streams' \
  "($each_once) and (.[0].streams | length) == 4"
linked rtp 0.85
detail 0 'it was two calls until then' '.links[0].merged_call | length == 16'
tones 0 0.1 5.5 '[[400],[500]]'

record b2bua-direct-media
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
fact 'there are two streams' '.[0].streams | length == 2'
linked sdp 0.9
tones 0 0.1 5.5 '[[400],[500]]'

record b2bua-early-media-then-direct
fact 'one call of two legs ended' "$two_legs"
linked sdp 0.9
fact 'it has one recording, which is its first' '.[0]
  | (.recordings | length) == 1
  and (.recordings[0].path | test("_[0-9a-f]{16}[.]wav$"))'

record b2bua-early-media-then-direct --audio-buffer 5000
fact 'what gave way before they were one is told' '.[0]
  | .completeness == "missing" and .recordings == []
  and (.reason | test("^overload: nothing was recorded"))'

record b2bua-direct-media-late
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete, in two files' '.[0] | .completeness == "complete"
  and (.recordings | length) == 2
  and (.recordings | map(.state) | unique) == ["complete"]'
linked sdp 0.9
tones 0 3.5 7.5 '[[600],[700]]'
fact 'its other file is shorter' '.[0].recordings | .[1].duration_ms
  < .[0].duration_ms'

record session-id
fact 'one call of two legs ended' "$two_legs"
linked session-id 0.95

record link-header --link-header X-Call-Link
fact 'one call of two legs ended' "$two_legs"
linked header 0.95
record link-header
fact 'without the option it is two calls' 'length == 2'

record proxy-and-b2bua
fact 'one call of four legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 4 and (.sip_call_ids | length) == 2)'
fact 'it is complete' "$complete"
detail 0 'one link joins the Call-IDs' '(.links | length) == 1
  and .links[0].method == "numbers"
  and .links[0].leg == .legs_detail[2].id
  and .links[0].other_leg == .legs_detail[1].id'

for way in same-numbers-a-minute-later same-numbers-at-once-again; do
  record $way
  fact 'two calls of two legs' 'length == 2 and (map(.legs)) == [2, 2]
    and (map(.completeness) | unique) == ["complete"]'
  tones 0 0.1 2.5 '[[400],[500]]'
  tones 1 0.1 2.5 '[[600],[500]]'
done

record forwarded-a-minute-later
fact 'two calls of one leg' 'map(.legs) == [1, 1]'

record two-lines
fact 'what is ambiguous is not linked' 'map(.legs) == [1, 1, 1, 1]'
jq -e '.link_ambiguous == 2' "$work/totals.json" >"$work/value"
result $? "$name: and is counted"

record crowd
fact 'the first ones are calls of two legs, the others are not linked' \
  '[(.[:32] | map(.legs) | add), (.[34:] | map(.legs) | max)] == [64, 1]'

record two-callees
fact 'two calls of two legs' 'map(.legs) == [2, 2]
  and map(.callee.number) == ["200", "300"]
  and (map(.completeness) | unique) == ["complete"]'
tones 0 0.1 1.5 '[[400],[600]]'
tones 1 0.1 1.5 '[[500],[700]]'

record lines-behind-the-proxy
fact 'the second call is one of its own' 'map(.legs) == [2, 1]'

record agents-on-one-host
fact 'four calls of one leg' 'map(.legs) == [1, 1, 1, 1]
  and ([.[].completeness] | unique) == [null, "complete"]'

record anonymous
fact 'two calls of one leg' 'map(.legs) == [1, 1]'

record waiting-call
fact 'two calls of one leg' 'map(.legs) == [1, 1]'
tones 1 0.1 2.5 '[[600],[700]]'

record same-private-address
fact 'two calls of one leg' 'map(.legs) == [1, 1]'

record transfer-blind
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
fact 'it ended with the second leg' '.[0] | .ended_by == "callee"
  and .ended == "2023-11-14T22:13:30.000000Z"'
events 0 'transfer callee blind to 300'
linked refer 0.95
detail 0 'the new leg has the new parties' '.legs_detail[1]
  | .caller_number == "100" and .callee_number == "300"
  and .caller_side == "caller"'
tones 0 0.1 4.5 '[[400],[500]]'
tones 0 6.7 9.5 '[[400],[600]]'

record transfer-and-hang-up
fact 'it ended with the second leg' 'length == 1 and (.[0] | .state == "ended"
  and .ended_by == "caller" and .ended == "2023-11-14T22:13:26.300000Z")'

record transfer-by-the-caller
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
events 0 'transfer caller blind to 300'
detail 0 'who was called speaks for its side' '.legs_detail[1]
  | .caller_number == "200" and .caller_side == "callee"'
tones 0 0.1 4.5 '[[400],[500]]'
tones 0 6.7 9.5 '[[600],[500]]'

record transfer-refused
fact 'one call ended' "$ended"
events 0

record transfer-fails
fact 'one call of two legs ended' "$two_legs"
fact 'it is complete' "$complete"
fact 'it ended with the BYE' '.[0].ended == "2023-11-14T22:13:30.000000Z"'
events 0 'transfer callee blind to 300' 'transfer-failed callee 486'

record transfer-to-nowhere
fact 'it ended with the BYE' 'length == 1 and (.[0] | .state == "ended"
  and .legs == 1 and .ended_by == "callee"
  and .ended == "2023-11-14T22:13:25.100000Z")'

record transfer-attended
fact 'two calls: what was transferred, and the consultation' 'length == 2
  and map([.caller.number, .callee.number]) == [["100", "200"], ["200", "300"]]
  and map(.legs) == [2, 1] and (map(.state) | unique) == ["ended"]
  and (map(.completeness) | unique) == ["complete"]'
events 0 'transfer callee attended to 300'
detail 0 'the new leg is linked to both' '.links
  | map([.method, .other_call != null]) == [["refer", false],
  ["replaces", true]]'
tones 0 0.1 3.5 '[[400],[500]]'
tones 0 7.3 9.5 '[[400],[600]]'
events 1 "replaced $(jq -r '.[0].id' "$work/list.json")"
tones 1 0.1 2.5 '[[700],[800]]'

record replaced
fact 'one call of two legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 2 and .completeness == "complete"
  and .caller.number == "200" and .callee.number == "300")'
events 0 'replaced caller 100'
linked replaces 1.0
tones 0 0.1 4.5 '[[700],[800]]'
tones 0 5.2 7.5 '[[400],[600]]'

record pickup
fact 'one call of two legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 2 and .final_status == 200
  and .caller.number == "100" and .callee.number == "300"
  and .answered == "2023-11-14T22:13:22.100000Z" and .ended_by == "callee")'
fact 'it is complete' "$complete"
events 0 'pickup callee 300'
linked replaces 1.0
tones 0 0.1 3.5 '[[400],[600]]'

record pickup-too-late
fact 'two calls, and the second failed' 'map(.state) == ["ended", "failed"]'

echo "1..$number"
