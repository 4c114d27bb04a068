#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What was recorded is what was sent: captures of callgen, whose truth
# checkaudio compares with each recording, sample by sample (promise 4).
# shellcheck disable=SC2016 # $id is one of jq
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq gzip
list=$work/out.json

# Compares all recordings of $work/out with $work/truth.
compare() { # WHAT EXPECTED-CALLS [OPTION...]
  what=$1
  calls=$2
  shift 2
  jq -r '.[] | [.sip_call_id, .recordings[].path] | @tsv' "$list" \
    >"$work/recordings"
  equal=0
  while IFS='	' read -r call path; do
    if "$checkaudio" "$@" "$work/truth/$call" "$work/out/$path" \
      >"$work/said" 2>&1; then
      equal=$((equal + 1))
    else
      sed "s/^/# $call: /" "$work/said"
    fi
  done <"$work/recordings"
  is "$equal" "$calls" "$what: all $calls recordings are what was sent"
}

# Generates, records and compares three calls of eight seconds.
spoken() { # WHAT [OPTION...]
  what=$1
  shift
  generate in --concurrent 3 --duration 8 "$@"
  if record "$work/out" -r "$work/in.pcap"; then
    compare "$what" 3
  else
    ok 1 "$what: is recorded"
    sed 's/^/# /' "$work/err"
  fi
}

complete='length == 3 and all(.[]; .completeness == "complete"
  and (.streams | map(.lost + .duplicates + .reordered + .late) | add) == 0)'

for codec in ulaw alaw mixed; do
  spoken "$codec" --codec $codec
  fact "$list" "$codec: complete" "$complete"
done
for ptime in 5 10 20 30 60 100; do
  spoken "packets of $ptime ms" --ptime $ptime --codec mixed
  fact "$list" "packets of $ptime ms: complete" "$complete"
done
spoken "packets of 20, then 60 ms" --ptime-change 3000:60
fact "$list" "change of ptime: complete" "$complete"
spoken "packets of 30, then 10 ms" --ptime 30 --ptime-change 3000:10
spoken "another codec after 3 s" --codec mixed --codec-change 3000
spoken "another SSRC after 3 s" --ssrc-change 3000
fact "$list" "each side has two SSRCs" \
  'all(.[]; .streams | map(.ssrc) | unique | length == 4)'
spoken "a gap of 100 ms" --gap-ms 2000:100
fact "$list" "a gap of 100 ms: nothing is lost" "$complete"
spoken "a gap of 5 s" --gap-ms 2000:5000
fact "$list" "a gap of 5 s: nothing is lost" "$complete"
spoken "comfort noise" --comfort-noise 2000:2000
fact "$list" "comfort noise: nothing is lost" "$complete"
spoken "a telephone-event" --telephone-event 2000
fact "$list" "a telephone-event: nothing is lost" "$complete"
spoken "IPv6" --ipv6
fact "$list" "IPv6: complete" "$complete"
for around in vlan qinq ipip gre gretap erspan2 erspan3 vxlan geneve; do
  spoken "mirrored by $around" --encapsulation $around --duration 2
  fact "$list" "mirrored by $around: complete" "$complete"
done
spoken "jitter of 30 ms" --jitter-ms 30
spoken "everything at once" --codec mixed --ptime 10 --jitter-ms 15 --loss 2 \
  --reorder 3 --duplicate 1 --telephone-event 1000 --gap-ms 2000:300 \
  --ptime-change 4000:30 --codec-change 5000 --ssrc-change 6000

# Loss, reordering, duplicates: counted as they were made.
# [Call-ID, side, packets, lost, duplicates, reordered] of each stream. Packets
# of 20 ms lost behind the last one captured are what no listener can know of.
of_truth='.sip_call_id as $id | .sides | to_entries[] | .value.samples as $all
  | (.value.lost | map(select(.[1] == $all) | (.[1] - .[0]) / 160) | add // 0)
  as $unseen | [$id, .key, .value.packets_captured,
  .value.packets_sent - .value.packets_captured - $unseen,
  .value.duplicates, .value.reordered]'
of_list='.[] | .sip_call_id as $id | .streams[] | [$id, .side, .packets, .lost,
  .duplicates, .reordered]'
of_calls='.sip_call_id as $id | to_entries[] | select(.value | type == "object")
  | [$id, .key, .value.packets, .value.lost, .value.duplicates,
  .value.reordered]'
for seed in 1 2 3; do
  spoken "5 % loss, reordering of 5, duplicates, seed $seed" --seed $seed \
    --loss 5 --reorder 5 --reorder-percent 3 --duplicate 2 --duration 20 \
    --list "$work/calls"
  jq -c "$of_truth" "$work"/truth/*.json | sort >"$work/wanted"
  jq -c "$of_list" "$list" | sort >"$work/got"
  same "$work/wanted" "$work/got" "seed $seed: the counts are the truth's"
  jq -c "$of_calls" "$work/calls" | sort >"$work/wanted"
  same "$work/wanted" "$work/got" "seed $seed: ... and those of its list"
  fact "$list" "seed $seed: no packet came too late" \
    'all(.[].streams[]; .late == 0)'
done

# Ten minutes whose sides run apart.
for ppm in 100 -150; do
  generate in --concurrent 1 --duration 600 --drift-ppm $ppm
  record "$work/out" -r "$work/in.pcap"
  compare "ten minutes at $ppm ppm" 1 --drift
  fact "$list" "$ppm ppm: measured within 10 ppm" "any(.[].streams[];
    .side == \"callee\" and (.drift_ppm - ($ppm) | fabs) < 10)
    and any(.[].streams[]; .side == \"caller\" and (.drift_ppm | fabs) < 10)"
done

# The same call in each format.
generate in --concurrent 1 --duration 5
record "$work/out" -r "$work/in.pcap"
wav=$work/out/$(jq -r '.[0].recordings[0].path' "$list")
wav_sums=$(audio_sums "$work/out")
fact "$list" "the default format is pcm16" \
  '.[0].recordings | length == 1 and .[0].format == "pcm16"'
is "$(sha256sum <"$wav" | cut -d' ' -f1)" \
  "$(jq -r '.[0].recordings[0].sha256' "$list")" \
  "the sum in the list is that of the file"
is "$(wc -c <"$wav" | tr -d ' ')" \
  "$(jq -r '.[0].recordings[0].bytes' "$list")" "and so is the size"
if command -v sox >/dev/null && command -v soxi >/dev/null; then
  sox "$wav" -t s16 "$work/pcm16.raw"
  duration_ms=$(jq '.[0].recordings[0].duration_ms' "$list")
  frames=$(soxi -s "$wav")
  is "$((frames / 8))" "$duration_ms" "the list's duration is the file's"
fi
for format in pcm16 ulaw alaw flac opus; do
  record "$work/$format" -r "$work/in.pcap" --audio-format $format
  ok $? "$format: is recorded"
  file=$(jq -r '.[0].recordings[0].path' "$work/$format.json")
  case $format in
  pcm16 | ulaw | alaw) suffix=wav ;;
  *) suffix=$format ;;
  esac
  fact "$work/$format.json" "$format: has its name, ends in .$suffix" \
    ".[0].recordings | length == 1 and (.[0] | .format == \"$format\"
    and (.path | endswith(\".$suffix\")) and .channels == 2)"
  fact "$work/$format.json" "$format: is as long as the WAV file" \
    ".[0].recordings[0].duration_ms
    == $(jq '.[0].recordings[0].duration_ms' "$list")"
  command -v soxi >/dev/null || continue
  if ! info=$(soxi -D "$work/$format/$file" 2>/dev/null); then
    [ $format = opus ] && continue # sox without Opus
    ok 1 "$format: can be played"
    continue
  fi
  # -D takes Opus for 48 kHz, which it is for its decoder.
  [ "$(echo "$info" | awk -v ms="$duration_ms" \
    '{ d = $1 * 1000 - ms; print (d > -1 && d < 1) }')" = 1 ]
  ok $? "$format: a player sees $duration_ms ms"
  sox "$work/$format/$file" -r 8000 -t s16 "$work/$format.raw" 2>/dev/null
  ok $? "$format: a player decodes it"
done
if command -v sox >/dev/null; then
  same "$work/pcm16.raw" "$work/flac.raw" "flac has the samples of pcm16"
  # ulaw audio that was decoded and encoded again is what it was
  same "$work/pcm16.raw" "$work/ulaw.raw" "ulaw has the samples of pcm16"
fi
record "$work/none" -r "$work/in.pcap" --audio-format none
ok $? "none: is recorded"
is "$(find "$work/none" -name '*.wav' -o -name '*.part')" "" "none: no file"
fact "$work/none.json" "none: the call and its streams are there" \
  'length == 1 and (.[0] | .recordings == [] and (.streams | length) == 2)'

# The same capture by other ways.
gzip -c "$work/in.pcap" >"$work/in.pcap.gz"
record "$work/zipped" -r "$work/in.pcap.gz"
ok $? "a gzip'ed capture is recorded"
is "$(audio_sums "$work/zipped")" "$wav_sums" "with the same audio"
record "$work/piped" -r - <"$work/in.pcap"
ok $? "standard input is recorded"
is "$(audio_sums "$work/piped")" "$wav_sums" "with the same audio"
record "$work/zipped-pipe" -r - <"$work/in.pcap.gz"
ok $? "gzip'ed standard input is recorded"
is "$(audio_sums "$work/zipped-pipe")" "$wav_sums" "with the same audio"
done_testing
