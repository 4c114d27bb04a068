#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview export: audio that is what the recording has, and no other file.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sox soxi sqlite3
generate in --concurrent 1 --duration 8 --gap-ms 2000:1000
record "$work/rec" -r "$work/in.pcap"
d=$work/rec
id=$(jq -r '.[0].id' "$d.json")
wav=$d/$(jq -r '.[0].recordings[0].path' "$d.json")
frames=$(jq -r '.[0].recordings[0].frames' "$d.json")
view=$spanview

# export_to OPTION...: exports the call.
export_to() {
  rm -f "$work"/e
  "$view" -d "$d" export "$id" "$@" >"$work/said" 2>"$work/err"
}

# The samples of a file that sox reads, as they are.
samples_of() { # FILE [EFFECT...]
  _file=$1
  shift
  sox -D "$_file" -t s16 - "$@"
}

export_to --wav "$work/e"
is "$?" 0 "to WAV"
cmp -s "$work/e" "$wav"
ok $? "the WAV file is the recording, byte by byte"
is "$(stat -c %a "$work/e")" 640 "it is private"
export_to --wav - && cmp -s "$work/said" "$wav"
ok $? "to standard output"
export_to --flac "$work/e"
is "$?" 0 "to FLAC"
samples_of "$wav" >"$work/wanted"
sox "$work/e" -t flac - 2>/dev/null | sox -D -t flac - -t s16 "$work/got"
cmp -s "$work/got" "$work/wanted"
ok $? "the FLAC file has the recording's samples"

export_to --mix mono --wav "$work/e"
samples_of "$wav" remix - >"$work/wanted"
sox -D "$work/e" -t s16 "$work/got"
cmp -s "$work/got" "$work/wanted"
ok $? "mono is the mean of both sides, as sox has it"
n=0
for side in caller callee; do
  n=$((n + 1))
  export_to --mix $side --wav "$work/e"
  samples_of "$wav" remix $n >"$work/wanted"
  sox -D "$work/e" -t s16 "$work/got"
  cmp -s "$work/got" "$work/wanted"
  ok $? "the $side alone"
done

# Ranges. The gap, from 2 to 3 s of the caller, is silent and keeps its length.
range() { # FROM TO SOX-TRIM
  export_to --wav "$work/e" --from "$1" --to "$2"
  samples_of "$wav" trim "$3" "$4" >"$work/wanted"
  sox -D "$work/e" -t s16 "$work/got"
  cmp -s "$work/got" "$work/wanted"
  ok $? "from $1 to $2"
}
range 1 2.5 8000s 12000s
range 0:01 0:03 8000s 16000s
range 0.0125 0:00.125 100s 900s
range 7 1:00:00 56000s "$((frames - 56000))s"
export_to --wav "$work/e" --mix caller --from 2.2 --to 2.9
is "$(sox "$work/e" -n stat 2>&1 | sed -n 's/^Maximum amplitude: *//p')" \
  0.000000 "the gap is silent"
rm -f "$work/e"
for bad in "--from 3 --to 3" "--from 9:00" "--to 0"; do
  # shellcheck disable=SC2086 # words
  status 1 "no audio in $bad" "$view" -d "$d" export "$id" --wav "$work/e" $bad
done
has "$(cat "$work/err")" "no audio lies" "says so"
[ ! -e "$work/e" ]
ok $? "and makes no file"
for bad in x -1 1: 1:60 1:2:3:4 "" 1e3 .5; do
  status 2 "--from \"$bad\" is no place" \
    "$view" -d "$d" export "$id" --wav "$work/e" --from "$bad"
done

# The same each time, in each format.
for kind in wav flac mp3 opus; do
  export_to --$kind "$work/e"
  if grep -q "libsndfile has no" "$work/err"; then
    count=$((count + 1))
    echo "ok $count # SKIP no $kind in this libsndfile"
    continue
  fi
  sum=$(sha256sum <"$work/e")
  export_to --$kind -
  is "$(sha256sum <"$work/said")" "$sum" "$kind: the same file each time"
  if command -v ffmpeg >/dev/null; then
    bytes=$(ffmpeg -v error -i "$work/said" -f s16le - | wc -c)
    [ $kind = opus ] && bytes=$((bytes / 6)) # it always decodes to 48 kHz
    is "$bytes" "$((frames * 4))" "$kind: as long as the recording"
  fi
done

# What is there stays, unless one says otherwise.
echo precious >"$work/e"
status 1 "a file that is there" "$view" -d "$d" export "$id" --wav "$work/e"
has "$(cat "$work/err")" "--force" "says what to do"
is "$(cat "$work/e")" precious "and leaves it"
status 0 "--force" "$view" -d "$d" export "$id" --force --wav "$work/e"
cmp -s "$work/e" "$wav"
ok $? "replaces it"
ln -s "$work/target" "$work/link"
status 1 "a link that leads nowhere" \
  "$view" -d "$d" export "$id" --wav "$work/link"
status 0 "a device" "$view" -d "$d" export "$id" --force --wav /dev/null
[ -c /dev/null ]
ok $? "which stays one"
status 1 "a full disk" "$view" -d "$d" export "$id" --wav /dev/full
status 1 "a folder that is not there" \
  "$view" -d "$d" export "$id" --wav "$work/nowhere/e"
status 2 "to nowhere" "$view" -d "$d" export "$id"
status 2 "two to standard output" \
  "$view" -d "$d" export "$id" --wav - --flac -
status 2 "a mix that is none" \
  "$view" -d "$d" export "$id" --wav "$work/x" --mix left
status 1 "no such call" "$view" -d "$d" export ffff --wav "$work/x"
is "$(find "$work" -maxdepth 1 -name '[ex].*')" "" "nothing is left over"

# ... nor when it is ended: the capture that it waits for does not come. (Who
# was started by nohup ignores signal 1, and so would what it starts.)
mkfifo "$work/fifo"
for signal in 15 1; do
  sleep 600 >"$work/fifo" &
  writer=$!
  env --default-signal=HUP "$view" -d "$d" export "$id" --pcap "$work/i" \
    --capture "$work/fifo" &
  waits=$!
  for _ in $(seq 600); do
    part=$(find "$work" -maxdepth 1 -name 'i.*')
    [ -z "$part" ] || break
    sleep 0.1
  done
  [ -n "$part" ]
  ok $? "a file is begun"
  kill -$signal $waits
  wait $waits
  is "$?" "$((128 + signal))" "signal $signal ends it"
  is "$(find "$work" -maxdepth 1 -name 'i.*')" "" "and nothing is left over"
  kill $writer
done

# Each leaves its trace.
"$view" -d "$d" export "$id" --wav "$work/t1" --flac "$work/t2"
is "$("$view" -d "$d" audit --json | jq -r '.[0] | "\(.action) \(.detail)"')" \
  "export wav, flac" "the audit tells of it"
is "$("$view" -d "$d" audit --json | jq -r '.[0].call')" \
  "$id" "and of which call"

# A part at another rate, which begins 1.5 s behind the end of the first.
sql() {
  sqlite3 "$d/catalog.db" "$1"
}
sox -n -r 16000 -c 2 -b 16 "${wav%.wav}-2.wav" synth 2 sine 400 sine 800 vol 0.5
sql "INSERT INTO recording (call_id, path, format, state, channels, rate_hz,
  started_us, duration_ms, frames, bytes) SELECT call_id,
  replace(path, '.wav', '-2.wav'), format, state, 2, 16000, started_us +
  CAST(frames * 125.0 AS INTEGER) + 1500000, 2000, 32000, 0 FROM recording"
export_to --wav "$work/e"
is "$?" 0 "two parts"
if grep -q libspeexdsp "$work/err"; then
  echo "# no resampler in this build"
else
  is "$(soxi -r "$work/e")" 16000 "have the higher rate"
  is "$(soxi -s "$work/e")" "$((frames * 2 + 24000 + 32000))" \
    "and the gap between them keeps its length"
  sox "$work/e" -n trim "$((frames * 2 + 200))s" 23700s stat 2>"$work/stat"
  has "$(cat "$work/stat")" "Maximum amplitude:     0.000000" "in silence"
  samples_of "$work/e" trim "$((frames * 2 + 24000))s" >"$work/got"
  samples_of "${wav%.wav}-2.wav" >"$work/wanted"
  cmp -s "$work/got" "$work/wanted"
  ok $? "the part of the higher rate is as it is"
  # The other one is what sox makes of it, but for the filters.
  sox -D "$wav" -r 16000 -t wav "$work/up.wav"
  sox -D -m -v 1 "$work/e" -v -1 "$work/up.wav" -n trim 0 2 stat 2>"$work/stat"
  sox "$work/up.wav" -n trim 0 2 stat 2>"$work/loud"
  is "$(cat "$work/stat" "$work/loud" | awk '/RMS.*amplitude/ { r[n++] = $3 }
    END { print (r[0] < r[1] / 10) }')" 1 "the other one is brought to it"
  # A range of it is the same as that of the whole.
  cp "$work/e" "$work/whole.wav"
  for from in 1.5625 1 2; do
    at=$(awk "BEGIN { print $from * 16000 }")
    samples_of "$work/whole.wav" trim "${at}s" 8000s >"$work/wanted"
    export_to --wav "$work/e" --from $from --to "$(awk \
      "BEGIN { print $from + 0.5 }")"
    sox -D "$work/e" -t s16 "$work/got"
    cmp -s "$work/got" "$work/wanted"
    ok $? "the range from $from on is the same as in the whole"
  done
  # One that begins with the next sample, but for the rounding of its time.
  sql "UPDATE recording SET started_us = (SELECT min(started_us) FROM recording)
    + CAST($frames * 125.0 AS INTEGER) + 900 WHERE rate_hz = 16000"
  export_to --wav "$work/e"
  is "$(soxi -s "$work/e")" "$((frames * 2 + 32000))" "parts without a gap"
  samples_of "$work/e" trim "$((frames * 2))s" >"$work/got"
  samples_of "${wav%.wav}-2.wav" >"$work/wanted"
  cmp -s "$work/got" "$work/wanted"
  ok $? "the second begins right behind the first"
  samples_of "${wav%.wav}-2.wav" remix - >"$work/wanted"
  export_to --wav "$work/e" --mix mono
  samples_of "$work/e" trim "$((frames * 2))s" >"$work/got"
  cmp -s "$work/got" "$work/wanted"
  ok $? "their mean is rounded as sox rounds it"
fi

# Two at the same time are both heard.
sql "UPDATE recording SET path = replace(path, '-2.wav', '.wav'), rate_hz = 8000,
  frames = $frames, started_us = (SELECT min(started_us) FROM recording)
  + 1000000 WHERE rate_hz = 16000"
export_to --wav "$work/e"
sox -D "$wav" "$work/later.wav" pad 8000s
sox -D -m -v 1 "$wav" -v 1 "$work/later.wav" -t s16 "$work/wanted"
sox -D "$work/e" -t s16 "$work/got"
cmp -s "$work/got" "$work/wanted"
ok $? "of two at the same time both are heard"
sql "UPDATE recording SET path = replace(path, '.wav', '-2.wav'),
  rate_hz = 16000 WHERE started_us > (SELECT min(started_us) FROM recording)"

# What is missing is silence, and is told of.
cp "$wav" "$work/keep.wav"
truncate -s 20044 "$wav"
export_to --wav "$work/e"
is "$?" 0 "a cut file"
has "$(cat "$work/err")" "could not be read whole" "is told of"
sql "UPDATE recording SET state = 'expired' WHERE rate_hz = 16000"
export_to --wav "$work/e"
has "$(cat "$work/err")" "no longer there" "so is one that was removed"
is "$(soxi -s "$work/e")" "$frames" "the length is that of the call"
is "$(sox "$work/e" -n trim 5000s stat 2>&1 |
  sed -n 's/^Maximum amplitude: *//p')" 0.000000 "with silence for the rest"
rm "$wav"
status 1 "no file at all" "$view" -d "$d" export "$id" --wav "$work/x"
has "$(cat "$work/err")" "no recording" "says so"

# Paths that a hostile catalogue has.
mv "$work/keep.wav" "$work/secret.wav"
ln -s "$work/secret.wav" "$d/audio/link.wav"
for path in ../secret.wav audio/../../secret.wav "$work/secret.wav" \
  audio/link.wav audio/../audio/link.wav audio//x.wav audio; do
  sql "UPDATE recording SET path = '$path', state = 'complete'"
  status 1 "the path $path" "$view" -d "$d" export "$id" --wav "$work/x"
  [ ! -e "$work/x" ]
  ok $? "gives nothing"
done
sql "UPDATE recording SET frames = 4611686018427387904"
status 1 "a length that is none" "$view" -d "$d" export "$id" --wav "$work/x"
done_testing
