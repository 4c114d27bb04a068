#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview explain: whole texts of a few calls, and for each sentence that it
# is of the facts in the catalogue: when these change, so does the sentence.
. "${top_srcdir:?}/tests/browse/tap.sh"
needs python3 jq sqlite3
spanrec=$top_builddir/spanrec
cd "$work" || exit 99

# Records a scenario of the ledger's, or a sample, here.
replay() { # NAME
  if [ -e "$top_srcdir/samples/$1.pcap" ]; then
    cp "$top_srcdir/samples/$1.pcap" "$1.pcap"
  else
    python3 "$top_srcdir/tests/replay/ledger.py" write "$1" "$1.pcap"
  fi
  "$spanrec" -q -r "$1.pcap" -o "$1" || ok 1 "$1 is recorded"
}

# Its only or first call.
explain() { # NAME [OPTION]
  id=$("$view" -d "$1" list --json | jq -r '.[0].id')
  "$view" -d "$1" explain ${2:+"$2"} "$id"
}

# Compares with the text on standard input.
reads() { # NAME WHAT
  cat >expected
  explain "$1" >found 2>&1
  if cmp -s expected found; then
    ok 0 "$1: $2"
  else
    ok 1 "$1: $2"
    diff expected found | sed 's/^/# /'
  fi
}

replay seen-on-the-next-hop
reads seen-on-the-next-hop "two legs, a gap of the mirror and another" <<'END'
Call 7f977e22793e1ec6

The call
  100 (Alice) at 192.0.2.10 called 200 at 192.0.2.20 on 2023-11-14 22:13:20.000000 UTC.
  It was answered after 0.310 s.
  The caller hung up 5.690 s after the answer.
  The final response to the INVITE was 200.

What is recorded
  Its audio is partial: caller: 8 of 280 packets lost (2.9 %), 62 % of it by the mirror.
  audio/2023/11/14/20231114T221320_100_200_7f977e22793e1ec6.wav has 5.600 s, from 0.400 s after the beginning of the call on.
  Of the caller 0.100 s are missing, from 1.600 s of the file on: the mirror lost its copies of packets: other calls missed some at the same moment, or the next hop or the receiver had them.
  Of the caller 0.060 s are missing, from 3.600 s of the file on: packets were lost, and nothing tells where.

Signalling
  Leg 1: the INVITE went from 192.0.2.10:5060 to 192.0.2.30:5060 by udp at 0.000 s (Call-ID call-1@example.org); its final response was 200.
  Leg 2: the INVITE went from 192.0.2.30:5060 to 192.0.2.20:5060 by udp at 0.010 s (Call-ID call-1@example.org); its final response was 200.
  Leg 2 has the Call-ID of leg 1: it is another hop or branch of the same call.

Audio on the wire
  The caller's audio is PCMU from 192.0.2.10:4000 to 192.0.2.30:7000 (SSRC 0x00000010), from 0.400 s to 5.980 s; it is recorded.
  It goes to an address that SDP names: 192.0.2.30:7000, in the 200 to INVITE from 192.0.2.30:5060 at 0.310 s.
  Of 280 packets 8 did not come (2.86 %); jitter 0.00 ms, at most 0.00 ms; MOS 4.15 by codec and loss.
  The callee's audio is PCMU from 192.0.2.20:5000 to 192.0.2.30:7002 (SSRC 0x00000011), from 0.400 s to 5.980 s; it is recorded.
  It goes to an address that SDP names: 192.0.2.30:7002, in the INVITE from 192.0.2.30:5060 at 0.010 s.
  Of 280 packets 0 did not come (0.00 %); jitter 0.00 ms, at most 0.00 ms; MOS 4.41 by codec and loss.
  The caller's audio is PCMU from 192.0.2.30:7002 to 192.0.2.20:5000 (SSRC 0x00000010), from 0.401 s to 5.981 s; nothing of it is in the recording.
  It goes to an address that SDP names: 192.0.2.20:5000, in the 200 to INVITE from 192.0.2.20:5060 at 0.300 s.
  Of 280 packets 3 did not come (1.07 %); jitter 0.00 ms, at most 0.00 ms; MOS 4.32 by codec and loss.
  The callee's audio is PCMU from 192.0.2.30:7000 to 192.0.2.10:4000 (SSRC 0x00000011), from 0.401 s to 5.981 s; nothing of it is in the recording.
  It goes to an address that SDP names: 192.0.2.10:4000, in the INVITE from 192.0.2.10:5060 at 0.000 s.
  Of 280 packets 0 did not come (0.00 %); jitter 0.00 ms, at most 0.00 ms; MOS 4.41 by codec and loss.

The capture
  It came from seen-on-the-next-hop.pcap.
  In the whole run: 11 RTP packets that never came (rtp_lost).
END
explain seen-on-the-next-hop --json >found.json
is "$(jq -r '"Call " + .id, (.sentences[] | .text)' found.json)" \
  "$(sed -n -e 's/^  //p' -e '/^Call/p' expected)" "--json has the same sentences"
is "$(jq -r '[.sentences[].topic] | unique | join(" ")' found.json)" \
  "audio call capture legs streams" "each with its topic"

replay nothing-at-all
has "$(explain nothing-at-all)" "
What is recorded
  Its audio is missing: no RTP packet of it was seen.
  There is no file of it.
" "a call without audio"
has "$(explain nothing-at-all)" "
Audio on the wire
  No RTP packet of it was seen.
" "and without a stream"

replay callee-behind-nat
has "$(explain callee-behind-nat)" "Its audio is partial: caller: no RTP \
packet seen; the callee's SDP announces 192.168.1.10:5000, a private address, \
behind 203.0.113.7: likely NAT." "one-way audio and its likely cause"
has "$(explain callee-behind-nat)" "Of the caller 5.600 s are missing, from \
0.000 s of the file on: no packets came." "and what is missing by it"

replay held-for-a-while
has "$(explain held-for-a-while)" "
  At 2.050 s the caller put the call on hold: inactive.
" "hold"
has "$(explain held-for-a-while)" "
  At 5.050 s the caller took it off hold.
" "and its end"

replay busy
has "$(explain busy)" ", by the callee: busy (486 " "a call that failed says why"
has "$(explain busy)" "
What is recorded
  Nothing had to be recorded: it was not answered.
" "and needs no recording"

replay bye-lost
has "$(explain bye-lost)" "
  It was last heard of " "a call whose end was not seen"

replay sip-tcp
has "$(explain sip-tcp)" " by tcp at 0.000 s (Call-ID " "SIP over TCP"

# A change of the catalogue, and the sentence that it makes.
changes() { # SQL SENTENCE
  rm -rf changed
  mkdir changed
  sqlite3 seen-on-the-next-hop/catalog.db ".backup changed/catalog.db"
  before=$(explain changed)
  sqlite3 changed/catalog.db "PRAGMA foreign_keys=ON; $1" ||
    ok 1 "the change is made"
  after=$(explain changed)
  case $before in
  *"$2"*) ok 1 "before the change nothing says: $2" ;;
  esac
  has "$after" "$2" "a fact says: $2"
}

changes "UPDATE call SET caller_number = '077'" \
  "077 (Alice) at 192.0.2.10 called 200 at"
changes "UPDATE call SET callee_number = NULL, callee_uri = NULL,
  callee_address = NULL" "called somebody on 2023-11-14"
changes "UPDATE call SET started_us = started_us - 1500000" \
  "on 2023-11-14 22:13:18.500000 UTC"
changes "UPDATE call SET direction = 'inbound'" "Its direction is inbound."
changes "UPDATE call SET diverted_from = '300'" "It was diverted from 300."
changes "UPDATE call SET ringing_us = started_us + 250000" \
  "It rang after 0.250 s."
changes "UPDATE call SET answered_us = NULL" \
  "It had been answered before the capture began."
changes "UPDATE call SET has_fax = 1" "It is a fax (T.38)."
changes "UPDATE call SET ended_by = 'callee', ended_us = ended_us + 1000000" \
  "The callee hung up 6.690 s after the answer."
changes "UPDATE call SET state = 'interrupted'; UPDATE event SET
  detail = 'the capture ended before the call did' WHERE kind = 'end'" \
  "It was last heard of 5.690 s after the answer: the capture ended before"
changes "UPDATE call SET state = 'failed', answered_us = NULL,
  completeness = NULL, reason = '503 Service Unavailable', ended_by = NULL" \
  "It failed 6.000 s after its beginning: 503 Service Unavailable."
changes "UPDATE call SET state = 'recovered'" \
  "The recorder stopped while it went on"
changes "UPDATE call SET state = 'active'" "It was active when this was read."
changes "UPDATE call SET final_status = 202" \
  "The final response to the INVITE was 202."
changes "UPDATE call SET sip_cause = 480, q850_cause = 16" \
  "A Reason header gives the cause 16 of Q.850."
changes "UPDATE call SET sip_cause = 480" \
  "A Reason header gives the SIP status 480."
changes "INSERT INTO event (call_id, time_us, kind, side, detail)
  SELECT id, started_us + 2000000, 'transfer', 'callee', 'to 300' FROM call" \
  "At 2.000 s the callee transferred the call: to 300."
changes "INSERT INTO dtmf (call_id, time_us, side, digit, method) SELECT id,
  started_us + value, 'caller', value, 'rfc4733' FROM call,
  (SELECT 7 AS value UNION SELECT 8)" \
  "The caller pressed 2 keys (rfc4733), not shown here."
changes "UPDATE call SET completeness = 'undecodable',
  reason = 'caller: encrypted (SRTP), no key'" \
  "Its audio is undecodable: caller: encrypted (SRTP), no key."
changes "UPDATE call SET completeness = 'complete', reason = NULL" \
  "Its audio is complete."
changes "UPDATE recording SET state = 'cut', duration_ms = 1234" \
  ".wav has 1.234 s, from"
changes "UPDATE recording SET state = 'cut'" "Writing it stopped before"
changes "UPDATE recording SET state = 'open'" "It is still being written."
for words in "network=lost in the network" "capture=cut by the capture" \
  "late=packets came too late" "no_key=encrypted, and there was no key" \
  "codec=of a codec that is not decoded" "no_packets=no packets came" \
  "sunspots=0.160 s are missing in 2 gaps, the longest of 0.100 s, from 1.600 s of the file on: sunspots."; do
  changes "UPDATE gap SET cause = '${words%%=*}'" "${words#*=}"
done
changes "UPDATE gap SET side = 'callee'" "Of the callee 0.060 s are missing"
changes "UPDATE leg SET final_status = NULL" "no final response was seen."
changes "UPDATE leg SET caller_agent = 'Phone/1.0'" \
  "Its caller is Phone/1.0, its callee is a user agent that gives no name."
changes "UPDATE leg SET sip_call_id = 'other' WHERE id = 2" \
  "Nothing in the catalogue tells why leg 2 is of this call."
changes "INSERT INTO link (leg_id, other_leg_id, method, score)
  VALUES (2, 1, 'media', 0.9)" \
  'Leg 1 and leg 2 are one call by "media": that is nearly certain (score 0.90).'
changes "INSERT INTO link (leg_id, other_leg_id, method, score, undone)
  VALUES (2, 1, 'numbers', 0.4, 1)" \
  'that is a guess (score 0.40). A person has undone it.'
changes "UPDATE stream SET codec = 'G722'" "The callee's audio is G722 from"
changes "UPDATE stream SET packets = 90, lost = 10" \
  "Of 100 packets 10 did not come (10.00 %)"
changes "UPDATE stream SET drift_ppm = 12.3" "clock is off by +12.3 ppm."
changes "UPDATE stream SET duplicates = 7, mirror_duplicates = 5" \
  "5 packets came again by the mirror and went only once"
changes "UPDATE stream SET duplicates = 7, mirror_duplicates = 5" \
  "2 packets came twice from the sender or the network."
changes "UPDATE stream SET reordered = 1" "1 packet came out of order."
changes "UPDATE stream SET late = 3" "3 packets came too late for the"
changes "UPDATE stream SET undecodable = 4" "4 packets could not be decoded."
changes "UPDATE stream SET encryption = 'decrypted'" \
  "It was encrypted (SRTP), and decrypted with the key in the signalling."
changes "UPDATE stream SET encryption = 'no_key'" "and no key was seen."
changes "UPDATE stream SET encryption = 'failed'" "does not fit."
changes "UPDATE stream SET learned_by = 'nat',
  described_address = '10.0.0.1:4000', described_us =
  (SELECT started_us + 310000 FROM call)" \
  "from one that no SDP names (NAT): 10.0.0.1:4000, in the 200 to INVITE from \
192.0.2.30:5060 at 0.310 s."
changes "UPDATE stream SET learned_by = 'rtp', described_us = 1" \
  "It was found by its packets alone, without signalling."
changes "DELETE FROM sip_message; UPDATE stream SET learned_by = NULL,
  described_address = NULL" "No stored SDP names 192.0.2.20:5000 before"
changes "INSERT INTO quality (stream_id, from_us, to_us, packets, lost, late,
  jitter_ms, method, round_trip_ms) VALUES (1, 1, 2, 100, 2, 0, 3.5, 'rtcp',
  40.5)" "The callee reports by RTCP that of 102 packets 2 did not come to it, \
and a jitter of at most 3.50 ms."
changes "INSERT INTO quality (stream_id, from_us, to_us, packets, lost, late,
  method, round_trip_ms) VALUES (1, 1, 2, 100, 2, 0, 'rtcp', 40.5)" \
  "That is less than is missing here: the mirror or the capture lost packets"
changes "INSERT INTO quality (stream_id, from_us, to_us, packets, lost, late,
  method, round_trip_ms) VALUES (1, 1, 2, 100, 2, 0, 'rtcp', 40.5)" \
  "The round trip was at most 40.5 ms."
changes "INSERT INTO quality (stream_id, from_us, to_us, packets, lost, late,
  method, mos) VALUES (1, 1, 2, 100, 2, 0, 'rtcp-xr', 3.9)" \
  "The callee gives it a MOS of 3.9."
changes "UPDATE source SET name = 'eth7', encapsulation = 'vlan 20'" \
  "It came from eth7: vlan 20."
changes "UPDATE stream SET source_id = NULL; UPDATE leg SET source_id = NULL" \
  "The catalogue does not say where it came from."
changes "INSERT INTO capture_stat (time_us, name, value) SELECT time_us,
  'frame_truncated', 12 FROM capture_stat LIMIT 1" \
  "In the whole run: 12 frames cut by the snap length (frame_truncated)."
# Of another run, that began later.
changes "UPDATE capture_stat SET time_us = 1; INSERT INTO capture_stat
  (time_us, name, value) SELECT ended_us + 9, 'call_limit', 3 FROM call" \
  "In the whole run: 3 calls given up, for there were too many at once"

# Keys may be secrets.
sqlite3 changed/catalog.db "INSERT INTO dtmf (call_id, time_us, side, digit,
  method) SELECT id, started_us, 'caller', 'D', 'info' FROM call;
  INSERT INTO event (call_id, time_us, kind, detail) SELECT id, started_us,
  'dtmf', 'digit D' FROM call"
case $(explain changed; explain changed --json) in
*dtmf* | *"digit"* | *" D "* | *'"D"'*) ok 1 "no key is told" ;;
*"1 key (info)"*) ok 0 "no key is told" ;;
*) ok 1 "keys are counted" ;;
esac

# What the network sent steers no terminal.
sqlite3 changed/catalog.db "UPDATE call SET caller_name = char(27) || '[2J'"
is "$(explain changed | LC_ALL=C tr -d '\n\40-\176\200-\377')" "" \
  "no control character reaches the terminal"

for version in 1 2; do
  mkdir "version-$version"
  sqlite3 "version-$version/catalog.db" \
    <"$top_srcdir/tests/storage/version-$version.sql" >/dev/null
  sum=$(sha256sum <"version-$version/catalog.db")
  for id in $("$view" -d "version-$version" list --json | jq -r '.[].id'); do
    status 0 "a call of version $version" \
      "$view" -d "version-$version" explain "$id"
    has "$(cat out)" "What is recorded" "and it is explained"
  done
  is "$(sha256sum <"version-$version/catalog.db")" "$sum" "nothing is changed"
done
status 1 "a call that is not there" "$view" -d changed explain ffff
status 2 "no id" "$view" -d changed explain
done_testing
