#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves promise 2: what becomes of calls that are not recorded whole. One line
# of the table below is one scenario of ledger.py: the completeness and reason
# of its calls with their number, and its gaps with side, cause and seconds.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs python3 jq

scenarios=$top_srcdir/tests/replay/ledger.py
in_order='sort_by(.sip_call_id | ltrimstr("call-") | split("@")[0] | tonumber)'

# What each call came to, equal ones once with how many these are.
verdicts() { # LIST
  jq -r "$in_order"'[] | "\(.completeness)|\(.reason // "")"' "$1" | sort |
    uniq -c | sed 's/^ *//'
}

# Gaps, equal ones likewise.
gaps() { # SHOWN
  jq -r '.gaps[] | "\(.side) \(.cause) " +
    "\(.from_us / 1e6)-\(.to_us / 1e6)"' "$1" | sort | uniq -c |
    sed 's/^ *//'
}

# Compares with the lines on standard input: verdicts first, then gaps.
expect() { # NAME WHAT
  cat >"$work/expected"
  { verdicts "$work/$1.json" && gaps "$work/$1.show"; } >"$work/found"
  same "$work/expected" "$work/found" "$1: $2"
}

# The same of verdicts alone.
verdict() { # NAME WHAT
  cat >"$work/expected"
  verdicts "$work/$1.json" >"$work/found"
  same "$work/expected" "$work/found" "$1: $2"
}

# How many gaps have which cause.
causes() { # NAME
  jq -r '.gaps[].cause' "$work/$1.show" | sort | uniq -c | awk '{print $2, $1}'
}

# Records a scenario; the calls are in NAME.json, all about them in NAME.show.
replay() { # NAME
  python3 "$scenarios" write "$1" "$work/$1.pcap"
  record "$work/$1" -r "$work/$1.pcap"
  ok $? "$1 is recorded"
  for id in $(jq -r "$in_order"'[].id' "$work/$1.json"); do
    "$spanview" -d "$work/$1" show --json "$id"
  done >"$work/$1.show"
  faults=$(python3 "$scenarios" check "$1" "$work/$1" <"$work/$1.show" 2>&1)
  ok $? "$1: its gaps are those of the audio"
  [ -z "$faults" ] || printf '%s\n' "$faults" | sed 's/^/# /'
}

replay lost-here-and-there
expect lost-here-and-there "nobody knows where one call's packets were lost" \
  <<'END'
1 partial|caller: 14 of 280 packets lost (5.0 %)
1 caller loss 0.6-0.62
1 caller loss 1.6-1.66
1 caller loss 2.6-2.8
END

replay mirror-overrun
verdict mirror-overrun "what 50 calls miss at one moment, the mirror lost" \
  <<'END'
49 partial|caller: 10 of 280 packets lost (3.6 %), by the mirror; callee: 10 of 280 packets lost (3.6 %), by the mirror
1 partial|caller: 12 of 280 packets lost (4.3 %), 83 % of it by the mirror; callee: 12 of 280 packets lost (4.3 %), 83 % of it by the mirror
END
is "$(causes mirror-overrun)" "loss 2
mirror 200" "mirror-overrun: but not what one of them loses besides"

replay mirror-overrun-short
is "$(causes mirror-overrun-short)" "mirror 25" \
  "mirror-overrun-short: also when it takes one packet of some streams"

replay random-loss
is "$(causes random-loss)" "loss 542" \
  "random-loss: what each call loses by itself, the mirror did not"

replay access-lost
is "$(causes access-lost)" "loss 20" \
  "access-lost: nor what many send to one host and it never gets"

replay seen-on-the-next-hop
expect seen-on-the-next-hop "what the next hop has was lost by the mirror" \
  <<'END'
1 partial|caller: 8 of 280 packets lost (2.9 %), 62 % of it by the mirror
1 caller loss 3.6-3.66
1 caller mirror 1.6-1.7
END

replay cut-by-the-capture
expect cut-by-the-capture "packets that are cut" <<'END'
1 partial|25 packets cut by the capture or the mirror
1 caller capture 1.6-2.1
END

replay too-late
expect too-late "packets that come when their place is rendered" <<'END'
1 complete|
1 callee late 1.6-1.7
END

replay codec-in-between
expect codec-in-between "a codec that is not known, in between and at the end" \
  <<'END'
1 partial|caller: nothing in the last 3.0 s: codec X-OWN is not decoded; caller: 1.0 s not decoded: codec X-OWN is not decoded
1 caller codec 2.6-3.6
1 caller codec 9.6-12.6
END

replay encrypted-in-the-end
expect encrypted-in-the-end "SRTP from some time on" <<'END'
1 partial|caller: 200 of 580 packets could not be decrypted; caller: nothing in the last 4.0 s: encrypted: SRTP, no key; callee: 200 of 580 packets could not be decrypted; callee: nothing in the last 4.0 s: encrypted: SRTP, no key
1 callee no_key 7.6-11.6
1 caller no_key 7.6-11.6
END

replay one-way
expect one-way "a side that is not heard" <<'END'
1 partial|callee: no RTP packet seen
1 callee no_packets 0-5.6
END

replay silent-edges
expect silent-edges "sides that begin late and stop early" <<'END'
1 partial|caller: nothing in the first 3.1 s; callee: nothing in the last 3.0 s
1 callee no_packets 6.6-9.6
1 caller no_packets 0-3
END

replay both-stop-early
expect both-stop-early "nobody is heard behind the end of the file" <<'END'
1 partial|caller: nothing in the last 15.0 s; callee: nothing in the last 15.0 s
1 callee no_packets 4.6-19.6
1 caller no_packets 4.6-19.6
END

replay callee-behind-nat
expect callee-behind-nat "the other side sends to a private address" <<'END'
1 partial|caller: no RTP packet seen; the callee's SDP announces 192.168.1.10:5000, a private address, behind 203.0.113.7: likely NAT
1 caller no_packets 0-5.6
END

replay silent-behind-nat
expect silent-behind-nat "a silent side has one itself" <<'END'
1 partial|callee: no RTP packet seen; its SDP announces 192.168.1.10:5000, a private address, behind 203.0.113.7: likely NAT
1 callee no_packets 0-5.6
END

replay mirror-of-one-direction
expect mirror-of-one-direction "the third call in a row tells of the mirror" \
  <<'END'
2 partial|caller: no RTP packet seen
1 partial|caller: no RTP packet seen; no audio from 192.0.2.10 in 3 of 3 calls so far: likely the mirror lacks it
1 partial|caller: no RTP packet seen; no audio from 192.0.2.10 in 4 of 4 calls so far: likely the mirror lacks it
1 partial|caller: no RTP packet seen; no audio from 192.0.2.10 in 5 of 5 calls so far: likely the mirror lacks it
5 caller no_packets 0-5.6
END

replay nothing-at-all
expect nothing-at-all "calls of which nothing is heard" <<'END'
2 missing|no RTP packet of it was seen
1 missing|no RTP packet of it was seen; caller: no audio from 192.0.2.10 in 3 of 3 calls so far: likely the mirror lacks it
1 missing|no RTP packet of it was seen; caller: no audio from 192.0.2.10 in 4 of 4 calls so far: likely the mirror lacks it
END

replay receives-only
expect receives-only "a side that said so sends nothing" <<'END'
1 complete|callee: sent nothing, as its SDP says: recvonly
END

replay held-throughout
expect held-throughout "nor does one that is held" <<'END'
1 complete|callee: sent nothing: held by the caller
END

replay held-for-a-while
expect held-for-a-while "hold is no gap" <<'END'
1 complete|
END

replay silence-suppressed
expect silence-suppressed "nor is silence that is not sent" <<'END'
1 complete|
END

replay audio-refused
expect audio-refused "a side that refuses audio" <<'END'
1 missing|no RTP packet of it was seen; callee: refused audio (port 0)
END

# Promise 1.
for name in mirror-overrun random-loss seen-on-the-next-hop; do
  record "$work/again" -r "$work/$name.pcap"
  for id in $(jq -r "$in_order"'[].id' "$work/again.json"); do
    "$spanview" -d "$work/again" show --json "$id"
  done >"$work/again.show"
  same "$work/$name.show" "$work/again.show" "$name: again the same"
done
done_testing
