#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls whose media libsrtp2 encrypted: what is recorded of them is, byte by
# byte, what is recorded of the same calls in plain.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sqlite3
tool=$top_srcdir/tests/replay/srtp.py
grep -q '#define HAVE_SRTP 1' "$top_builddir/config.h" ||
  skip_all "built without libsrtp2"

# Records the scenario, and the same in plain.
both() { # NAME
  python3 "$tool" write "$1" "$work/$1.pcap"
  python3 "$tool" plain "$1" "$work/$1-plain.pcap"
  record "$work/$1" -r "$work/$1.pcap"
  is "$(cat "$work/err")" "" "$1: is read"
  record "$work/plain-$1" -r "$work/$1-plain.pcap"
}

# What the streams were, each once.
encryption() { # NAME
  sqlite3 "$work/$1/catalog.db" "SELECT DISTINCT ifnull(encryption, 'none')
    FROM stream ORDER BY side" | paste -sd' '
}

scenarios=0
for name in $(python3 "$tool" list); do
  scenarios=$((scenarios + 1))
  both "$name"
  case $name in wrong-key | dtls) continue ;; esac
  audio_sums "$work/$name" >"$work/sums"
  audio_sums "$work/plain-$name" >"$work/plain-sums"
  [ -s "$work/sums" ]
  ok $? "$name: there is a recording"
  same "$work/sums" "$work/plain-sums" "$name: is what was spoken"
  is "$(encryption "$name")" "decrypted" "$name: each stream is decrypted"
  is "$(jq -c 'map([.completeness, .reason])' "$work/$name.json")" \
    "$(jq -c 'map([.completeness, .reason])' "$work/plain-$name.json")" \
    "$name: is as complete as in plain"
  is "$(jq -c '[.[].streams[] | [.side, .packets, .codec]]' \
    "$work/$name.json")" "$(jq -c '[.[].streams[]
    | [.side, .packets, .codec]]' "$work/plain-$name.json")" \
    "$name: has the streams of the plain call"
done
[ "$scenarios" -eq 20 ]
ok $? "there are $scenarios scenarios"

fact "$work/wrong-key.json" "wrong-key: one side cannot be heard" '.[0]
  | .completeness == "undecodable"
  and .reason == "callee: encrypted: SRTP, its key does not fit"'
is "$(encryption wrong-key)" "failed decrypted" "wrong-key: and which"
fact "$work/dtls.json" "dtls: the reason names it" '.[0]
  | .completeness == "undecodable" and .recordings == [] and .reason
  == "caller: encrypted: DTLS-SRTP, no key; callee: encrypted: DTLS-SRTP, no key"'
is "$(encryption dtls)" "no_key" "dtls: no key for either side"
is "$(encryption plain-dtls)" "none" "in plain nothing is encrypted"

# Twice the same.
record "$work/again" -r "$work/new-keys.pcap"
audio_sums "$work/new-keys" >"$work/sums"
audio_sums "$work/again" >"$work/sums-again"
same "$work/sums" "$work/sums-again" "new-keys: again gives the same"

# No key lies in the catalogue: neither as it was sent nor as bytes.
python3 "$tool" write new-keys "$work/keys.pcap"
grep -aoE 'inline:[A-Za-z0-9+/=]+' "$work/keys.pcap" | sort -u |
  cut -d: -f2 >"$work/keys"
is "$(wc -l <"$work/keys")" 4 "there are four keys in the capture"
while read -r key; do
  ! grep -qF "$key" "$work"/new-keys/catalog.db*
  ok $? "a key of ${#key} characters is not stored"
done <"$work/keys"
is "$(sqlite3 "$work/new-keys/catalog.db" "SELECT count(*) FROM sip_message
  WHERE CAST(bytes AS TEXT) LIKE '%inline:XXXXXXXXXX%X|2^31%'")" 4 \
  "in their place are letters"
is "$(sqlite3 "$work/new-keys/catalog.db" "SELECT count(*) FROM sip_message
  WHERE length(bytes) - instr(bytes, x'0d0a0d0a') - 3
  != CAST(substr(CAST(bytes AS TEXT),
    instr(CAST(bytes AS TEXT), 'Content-Length: ') + 16) AS INTEGER)")" 0 \
  "and each message keeps its length"
done_testing
