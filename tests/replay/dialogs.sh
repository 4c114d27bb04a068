#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays the scenarios of scenario_dialogs.py: offers and answers wherever
# they may be, holds, refreshes, and the races of one Call-ID. One TAP line a
# check.
set -u
. "${top_srcdir:?}/tests/replay/scenario.sh"
scenario=$top_srcdir/tests/replay/scenario_dialogs.py

record early-media
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'it is recorded from the 183 on' '.[0]
  | .recordings[0].started == "2023-11-14T22:13:20.600000Z"
  and .answered == "2023-11-14T22:13:23.000000Z"'
events 0
tones 0 0.1 2.2 '[[],[700]]'
tones 0 2.6 5.3 '[[400],[500]]'

record late-offer
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
tones 0 0.1 5.5 '[[400],[500]]'

record prack-and-update
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0
fact 'the caller listens on two ports' '[.[0].streams[]
  | select(.side == "callee").dst] == ["192.0.2.10:4000", "192.0.2.10:4010"]'
tones 0 0.1 1.5 '[[],[700]]'
tones 0 2.3 5.5 '[[400],[500]]'

record session-timers
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0 'hold caller inactive' 'resume caller'

record session-timer-expires --media-timeout 100
fact 'it is interrupted, as of its last message' 'length == 1 and (.[0]
  | .state == "interrupted" and .ended_by == null
  and .ended == "2023-11-14T22:13:25.060000Z"
  and .reason == "its end was not seen: not refreshed within 90 s")'

record glare
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0 'hold caller sendonly' 'resume caller'
tones 0 0.1 5.5 '[[400],[500]]'

record overlapping-reinvites
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0
tones 0 0.1 7.5 '[[400],[500]]'

record refused-reinvite
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
jq -e '.rtp_codec_unknown == null' "$work/totals.json" >"$work/value"
result $? "$name: each packet was understood"
fact 'all is in the codec of before' '[.[0].streams[].codec]
  == ["PCMU", "PCMU"]'
events 0
tones 0 0.1 7.5 '[[400],[500]]'

record hold-forms
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0 'hold caller sendonly' 'resume caller' \
  'hold caller inactive' 'resume caller' \
  'hold caller c=0.0.0.0' 'resume caller' \
  'hold caller inactive, c=0.0.0.0' 'resume caller' \
  'hold caller sendonly' 'hold callee inactive' 'music caller' \
  'resume callee' 'resume caller'

record music-on-hold
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
events 0 'hold caller sendonly' 'music caller' 'resume caller'
tones 0 3.9 7.4 '[[900],[]]'

record conference-focus
fact 'one call ended' "$ended"
events 0 'conference callee'

record answer-crosses-cancel
fact 'it was answered, and hung up' 'length == 1 and (.[0]
  | .state == "ended" and .final_status == 200 and .ended_by == "caller"
  and .answered == "2023-11-14T22:13:22.010000Z")'

record two-forks-answer
fact 'one call ended' "$ended"
fact 'it ended with the last BYE' '.[0].ended == "2023-11-14T22:13:26.000000Z"'
fact 'it is complete' "$complete"
tones 0 0.1 4.8 '[[400],[500]]'

for way in redirected redirected-elsewhere; do
  record $way
  fact 'one call of two legs ended' 'length == 1 and (.[0]
    | .state == "ended" and .legs == 2 and .final_status == 200
    and .caller.number == "100" and .callee.number == "300"
    and .started == "2023-11-14T22:13:20.000000Z")'
  fact 'it is complete' "$complete"
  events 0 'redirect 300'
  detail 0 'the second leg is linked' '(.links | length) == 1
    and (.links[0] | .method == "redirect" and .score == 0.95)
    and (.legs_detail | map(.callee_number)) == ["200", "300"]'
  tones 0 0.1 4.4 '[[400],[600]]'
done
fact 'both Call-IDs are listed' '.[0].sip_call_ids | length == 2'

record redirected-to-nobody
fact 'it failed with the 302' 'length == 1 and (.[0] | .state == "failed"
  and .final_status == 302 and .ended == "2023-11-14T22:13:21.000000Z")'

record proxy-recurses
fact 'one call of two legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 2 and .final_status == 200)'
fact 'it is complete' "$complete"

record late-through-two-hops
fact 'one call ended' 'length == 1 and (.[0] | .state == "ended"
  and .legs == 2 and .ended_by == "caller" and (.sip_call_ids | length) == 1
  and .caller.address == "192.0.2.10" and .callee.address == "192.0.2.20")'
fact 'it is partial, as it began before' '.[0].completeness == "partial"'
tones 0 0.5 5 '[[400],[500]]'

echo "1..$number"
