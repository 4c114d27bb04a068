#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A property: packets in another order, cut into fragments and into other TCP
# segments, doubled with other tags, addresses and times to live, are the same
# call with the same audio (promise 5; tests/replay/mangle.py does it).
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3
seeds=${MANGLE_SEEDS:-12}

# What is said of the calls, but for times: packets come later than they did.
facts_of() { # FOLDER
  jq 'map({sip_call_id, state, completeness, caller, callee, final_status,
    ended_by, legs, recordings: (.recordings | length),
    streams: (.streams | map({side, codec, payload_type, ssrc, src, dst,
      packets, lost}) | sort_by(.ssrc))})' "$1.json"
}

for base in plain plain6 plain-tcp; do
  record "$work/$base" -r "$samples/wrapped/$base.pcap"
  facts_of "$work/$base" >"$work/want"
  audio_sums "$work/$base" | cut -d ' ' -f 1 >"$work/want.sums"
  seed=1
  while [ "$seed" -le "$seeds" ]; do
    python3 "$top_srcdir/tests/replay/mangle.py" \
      "$samples/wrapped/$base.pcap" "$work/mangled.pcap" "$seed"
    "$spanrec" -r "$work/mangled.pcap" -o "$work/mangled-$base-$seed" -q \
      --json >"$work/totals"
    is "$?" 0 "$base, seed $seed: is recorded"
    "$spanview" -d "$work/mangled-$base-$seed" list --json \
      >"$work/mangled-$base-$seed.json"
    facts_of "$work/mangled-$base-$seed" >"$work/got"
    same "$work/want" "$work/got" "$base, seed $seed: is the same call"
    audio_sums "$work/mangled-$base-$seed" | cut -d ' ' -f 1 >"$work/got.sums"
    same "$work/want.sums" "$work/got.sums" \
      "$base, seed $seed: has the same audio"
    fact "$work/totals" "$base, seed $seed: copies are counted as copies" \
      '.mirror_duplicate > 10 and (.rtp_duplicate // 0) == 0'
    # Odd seeds put a tag on all, so that each frame with IP is of a mirror;
    # one has none.
    if [ $((seed % 2)) -eq 1 ] && command -v sqlite3 >/dev/null; then
      is "$(sqlite3 "$work/mangled-$base-$seed/catalog.db" \
        "SELECT sum(iif(parent_id IS NULL, packets, -packets)) FROM source")" \
        1 "$base, seed $seed: mirrors have each frame once"
    fi
    seed=$((seed + 1))
  done
done
done_testing
