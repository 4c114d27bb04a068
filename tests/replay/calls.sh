#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays scenarios that scenario.py writes, and checks by jq what spanview
# lists of them, and by tones what the recordings hold. One TAP line a check.
set -u
. "${top_srcdir:?}/tests/replay/scenario.sh"
scenario=$top_srcdir/tests/replay/scenario.py

record plain
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'parties are known' "$parties"
fact 'times are those of the messages' '.[0]
  | .started == "2023-11-14T22:13:20.000000Z"
  and .answered == "2023-11-14T22:13:20.300000Z"
  and .ended == "2023-11-14T22:13:26.000000Z" and .duration_ms == 5700'
fact 'the audio is as long as they spoke' '.[0].recordings[0]
  | .channels == 2 and .rate_hz == 8000 and .duration_ms == 5600'
tones 0 0 5.6 '[[400],[500]]'

record forked-early-media
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'all three streams are seen' '.[0].streams | length == 3
  and (map(select(.side == "callee")) | length) == 2'
tones 0 0.1 1.9 '[[],[500]]'
tones 0 2.5 6.9 '[[400],[600]]'

record forked-calls
fact 'one call of three legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 3 and .ended_by == "caller"
  and .ended == "2023-11-14T22:13:26.000000Z")'
fact 'it is complete' "$complete"
tones 0 0.1 4.8 '[[400],[500]]'

record busy-fork
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"

record forks-behind-the-proxy
fact 'one call of three legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 3 and .final_status == 200
  and .answered == "2023-11-14T22:13:23.000000Z")'
fact 'it is complete' "$complete"

record first-fork-cancelled
fact 'one call of two legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 2 and .final_status == 200
  and .answered == "2023-11-14T22:13:23.000000Z")'
fact 'it is complete' "$complete"

record all-forks-busy
fact 'one call failed' 'length == 1 and (.[0]
  | .state == "failed" and .legs == 2 and .final_status == 603
  and .ended == "2023-11-14T22:13:22.000000Z")'

record media-port-moves
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'the callee has two streams' '.[0].streams
  | map(select(.side == "callee").dst | ltrimstr("192.0.2.10:"))
  == ["4000", "4002"]'
tones 0 0.1 4.5 '[[400],[500]]'
tones 0 4.5 9.5 '[[400],[500]]'

record codec-and-ssrc-change
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'each side has two streams of two codecs' '.[0].streams
  | (map(select(.codec == "PCMU")) | length) == 2
  and (map(select(.codec == "PCMA")) | length) == 2
  and (map(.ssrc) | unique | length) == 4'
tones 0 0.1 4.5 '[[400],[500]]'
tones 0 4.7 9.5 '[[600],[700]]'

record bye-lost --media-timeout 10
fact 'it is interrupted, as of its last packet' 'length == 1 and (.[0]
  | .state == "interrupted" and .ended_by == null
  and .ended == "2023-11-14T22:13:25.980000Z")'
fact 'it is partial, and says why' '.[0] | .completeness == "partial"
  and .reason == "its end was not seen: silent for 10 s"'
record bye-lost
fact 'without the time-out it runs to the end' '.[0].reason
  == "the capture ended before the call did"'

record bye-only
fact 'it ended, and nothing of it was recorded' 'length == 1 and (.[0]
  | .state == "ended" and .completeness == "missing" and .answered == null
  and .ended_by == "caller" and .streams == [] and .recordings == [])'

record still-ringing
fact 'it is interrupted, and was not answered' 'length == 1 and (.[0]
  | .state == "interrupted" and .completeness == null and .answered == null
  and .ringing == "2023-11-14T22:13:20.100000Z"
  and .reason == "the capture ended before the call did")'

record one-way
fact 'one call ended' "$ended"
fact 'it is partial for its callee' '.[0] | .completeness == "partial"
  and .reason == "callee: no RTP packet seen"'
tones 0 0.1 5 '[[400],[]]'

record late-offer-one-way
fact 'one call ended' "$ended"
fact 'it is partial for its caller' '.[0] | .completeness == "partial"
  and .reason == "caller: no RTP packet seen"'

record no-rtp
fact 'it ended, and is missing' 'length == 1 and (.[0]
  | .state == "ended" and .ended_by == "callee"
  and .completeness == "missing" and .reason == "no RTP packet of it was seen"
  and .recordings == [])'

record challenge
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'it started with the first INVITE' '.[0].started
  == "2023-11-14T22:13:20.000000Z"'

record retry-after-422
fact 'one call of two legs ended' 'length == 1 and (.[0]
  | .state == "ended" and .legs == 2 and .final_status == 200
  and .answered == "2023-11-14T22:13:21.000000Z")'
fact 'it is complete' "$complete"
fact 'its Call-ID is listed once' '.[0].sip_call_ids | length == 1'

record several-media-lines
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'only its audio is a stream' '.[0].streams | map(.codec)
  == ["PCMU", "PCMU"]'
tones 0 0.1 5 '[[400],[500]]'

record multipart
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"

record compact-and-folded
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'parties are known' "$parties"

record ipv6-extension-headers
fact 'one call ended' "$ended"
fact 'it is complete' "$complete"
fact 'addresses are known' '.[0] | .caller.address == "2001:db8::10"
  and .streams[0].src == "[2001:db8::10]:4000"'
tones 0 0.1 5 '[[400],[500]]'

record port-reuse
fact 'two calls ended, both complete' 'length == 2 and (map(.state) | unique)
  == ["ended"] and (map(.completeness) | unique) == ["complete"]'
fact 'each has two streams' 'map(.streams | length) == [2, 2]'
tones 0 0 4.6 '[[400],[500]]'
tones 1 0 4.5 '[[600],[700]]'

record swapped-roles
fact 'two calls ended, both complete' 'length == 2 and (map(.state) | unique)
  == ["ended"] and (map(.completeness) | unique) == ["complete"]'
fact 'their parties are swapped' 'map(.caller.number) == ["100", "200"]
  and map(.callee.number) == ["200", "100"]'
fact 'who hung up is known' 'map(.ended_by) == ["caller", "callee"]'
tones 0 0 5.5 '[[400],[500]]'
tones 1 0 5.5 '[[600],[700]]'

record srtp-declined
fact 'one call ended' "$ended"
fact 'it is not taken for SRTP' '.[0].completeness == "complete"'

record sip-port-as-media
fact 'it hides no other call' 'length == 2 and (.[1]
  | .state == "ended" and .completeness == "complete")'
fact 'it is missing itself' '.[0] | .state == "ended"
  and .completeness == "missing"'

echo "1..$number"
