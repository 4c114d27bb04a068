#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls in codecs other than G.711, as real encoders made them (samples/codecs):
# what is recorded is what was spoken, at one delay from beginning to end
# (promise 4), and loss, order, pauses and changes of the codec keep it so.
# shellcheck disable=SC2016 # $at is one of jq
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sox
encoded=$samples/codecs
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

codecs() {
  python3 "$top_srcdir/tests/replay/codecs.py" "$@"
}

# Writes and records the call NAME into $work/NAME, its list in NAME.json and
# its totals in NAME.totals.
record_call() { # NAME [OPTION...]
  call=$1
  shift
  codecs write "$call" "$encoded" "$work/$call.pcap" &&
    "$spanrec" -r "$work/$call.pcap" -o "$work/$call" -q --json "$@" \
      >"$work/$call.totals" 2>"$work/err" &&
    "$spanview" -d "$work/$call" list --json >"$work/$call.json"
  ok $? "$call: is recorded"
  is "$(cat "$work/err")" "" "$call: nothing to complain of"
}

# Do all raw samples of a source come at one delay of 0 to 18 ms in a channel
# of a recording, and as they were?
compare() { # WHAT SOURCE RECORDING CHANNEL WANTED [DELAYS MAY DIFFER BY]
  sox -R "$encoded/$2.flac" -t raw -r 8000 "$work/source.raw"
  sox -R "$3" -t raw -r 8000 "$work/recorded.raw" remix "$4"
  measured=$("$top_builddir/tests/replay/correlate" 8000 "$work/source.raw" \
    "$work/recorded.raw")
  echo "$measured" | awk -v wanted="$5" -v apart="${6:-1}" '
    { exit !($1 >= wanted && $2 >= 0 && $3 <= 144 && $3 - $2 <= apart) }'
  ok $? "$1: $measured, wanted $5"
}

# The only recording of a call, with both its sides, at RATE.
spoken() { # NAME RATE COMPLETENESS [DELAYS MAY DIFFER BY]
  record_call "$1"
  fact "$work/$1.json" "$1: is $3, in one file at $2 Hz" ".[0] |
    .completeness == \"$3\" and (.recordings | map(.rate_hz)) == [$2]"
  file=$work/$1/$(jq -r '.[0].recordings[0].path' "$work/$1.json")
  codecs sides "$1" "$encoded" >"$work/sides"
  channel=1
  while read -r codec source wanted; do
    [ "$wanted" = -1 ] ||
      compare "$1, channel $channel, $codec" "$source" "$file" $channel \
        "$wanted" "${4:-1}"
    channel=$((channel + 1))
  done <"$work/sides"
}

# A build without a library leaves its codecs undecodable, and says so.
for library in LIBAVCODEC OPUS SPEEXDSP; do
  grep -q "define HAVE_$library 1" "$top_builddir/config.h" && continue
  record_call mixed-rates
  fact "$work/mixed-rates.json" "without $library: says which codec" \
    '.[0].reason | contains(": codec ") and contains(" is not decoded")'
  done_testing
  exit
done

spoken g722 16000 complete
for kbit in 16 24 32 40; do
  spoken g726-$kbit 8000 complete
done
spoken g729 8000 complete
spoken g723-gsm 8000 complete
spoken ilbc 8000 complete
spoken ilbc-other-mode 8000 complete
spoken speex 16000 complete
spoken speex-32 32000 complete
spoken amr 8000 complete
spoken amr-wb 16000 complete
spoken opus 48000 complete
spoken l16 44100 complete
spoken l16-16 16000 complete

# What is between the sides, and what is between the packets.
spoken mixed-rates 48000 complete
spoken pauses-g729-amr 8000 complete
spoken pauses-wb-opus 48000 complete
for call in pauses-g729-amr pauses-wb-opus; do
  fact "$work/$call.json" "$call: what is not sent is no loss" \
    'all(.[0].streams[]; .lost == 0 and .packets < 140)'
  fact "$work/$call.json" "$call: and keeps its length" \
    '.[0].recordings[0].duration_ms | . >= 2960 and . <= 3000'
  # Comfort noise in the pause, from 1.3 to 1.9 s: there, and low.
  file=$work/$call/$(jq -r '.[0].recordings[0].path' "$work/$call.json")
  level=$(sox "$file" -n remix 1 trim 1.3 0.6 stats 2>&1 |
    awk '/^RMS lev/ { print $4 }')
  echo "$level" | awk '{ exit !($1 > -75 && $1 < -45) }'
  ok $? "$call: noise of $level dB in the pause"
done
spoken loss 48000 partial
fact "$work/loss.json" "loss: each one is counted" \
  'all(.[0].streams[]; .lost == 12)'
spoken reordered 48000 complete
fact "$work/reordered.json" "reordered: nothing is lost" \
  'all(.[0].streams[]; .lost == 0 and .reordered > 0)'
spoken changing 16000 complete 12

# A higher rate in mid-call: the next file, with the next sample.
record_call wider
fact "$work/wider.json" "wider: is complete, in files of 8 and 16 kHz" \
  '.[0] | .completeness == "complete"
  and (.recordings | map(.rate_hz)) == [8000, 16000]'
fact "$work/wider.json" "wider: the second begins where the first ends" \
  '.[0].recordings | map(.started[17:26] | tonumber) as $at
  | (($at[1] - $at[0]) * 1000 - .[0].duration_ms | fabs) < 1'
fact "$work/wider.totals" "wider: is counted" '.recording_next_file == 1
  and .recordings == 2'
compare "wider, the first" speech "$work/wider/$(
  jq -r '.[0].recordings[0].path' "$work/wider.json")" 1 0.99
sox "$work/wider/$(jq -r '.[0].recordings[1].path' "$work/wider.json")" \
  "$work/second.wav" trim 0.04
compare "wider, the second" speech "$work/second.wav" 2 0.99

# What is no payload of its codec.
record_call refused
fact "$work/refused.json" "refused: undecodable, with the names of codecs" \
  '.[0] | .recordings == [] and .reason == "caller: codec AMR is not decoded; "
  + "callee: codec G728 is not decoded"'
spoken broken 8000 undecodable
fact "$work/broken.json" "broken: says which side" \
  '.[0].reason == "callee: what was sent is no GSM"'
fact "$work/broken.totals" "broken: each payload is counted" \
  '.rtp_payload_refused == 125'

# Each format has a rate for what is spoken: Ogg Opus has no 44.1 kHz.
for format in flac opus; do
  rm -rf "${work:?}/l16"
  record_call l16 --audio-format $format
  rate=44100
  [ $format = opus ] && rate=48000
  fact "$work/l16.json" "l16 as $format: at $rate Hz" \
    ".[0].recordings | map(.rate_hz) == [$rate]"
  rm -rf "${work:?}/l16"
done

# Promise 1: the same again.
"$spanrec" -r "$work/changing.pcap" -o "$work/again" -q
is "$(audio_sums "$work/again")" "$(audio_sums "$work/changing")" \
  "changing: twice the same"
done_testing
