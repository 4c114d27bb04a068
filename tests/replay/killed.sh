#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Promise 3: a recorder is killed at random moments. The next start makes all
# that it left whole: files, and rows that claim no more than these hold.
# SPANREC_LONG=1 kills 200 times, SPANREC_SEED=N at the same moments again.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sqlite3
kills=8
[ -z "$SPANREC_LONG" ] || kills=200
seed=${SPANREC_SEED:-$(date +%s)}
echo "# seed $seed"
generate calls --calls 60 --concurrent 20 --duration 20
"$callgen" -o "$work/next.pcap" --calls 1 --duration 2 --start 1700005000 \
  --truth "$work/truth" 2>"$work/callgen.err"

# Seconds that a whole run takes, and what it records.
for format in pcm16 ulaw flac opus; do
  began=$(date +%s%N)
  record "$work/whole-$format" -r "$work/calls.pcap" --audio-format $format
  eval "took_$format=$(($(date +%s%N) - began))"
done

# Where the samples of a file begin.
samples_at() { # FILE
  case $1 in
  *.wav) echo 200 ;; # behind all lengths of the header
  *) echo 2000 ;;
  esac
}

# Is the audio of every file the beginning of what a whole run writes? Ogg has
# another number in each page, and is compared by its length alone.
is_beginning() { # FOLDER FORMAT FILES
  [ "$2" = opus ] && return 0
  compared=0
  for file in $(cd "$work/whole-$2" && find audio -type f); do
    from=$(samples_at "$file")
    size=$(stat -c %s "$1/$file" 2>"$work/out") || continue
    [ "$size" -gt "$from" ] || continue
    compared=$((compared + 1))
    cmp -s -i "$from" -n "$((size - from))" "$1/$file" \
      "$work/whole-$2/$file" || {
      echo "# $file differs"
      return 1
    }
  done
  [ "$compared" -gt 0 ] || [ "$3" -eq 0 ]
}

# Does each row say what its file is?
rows_are_true() { # FOLDER
  sqlite3 -separator ' ' "$1/catalog.db" "SELECT path, bytes, sha256
    FROM recording WHERE state <> 'lost'" >"$work/rows"
  while read -r path bytes sha256; do
    if [ "$(stat -c %s "$1/$path" 2>&1)" != "$bytes" ] ||
      [ "$(sha256sum <"$1/$path")" != "$sha256  -" ]; then
      echo "# $path is not $bytes bytes, or another"
      return 1
    fi
  done <"$work/rows"
}

# Has each file its row?
files_have_rows() { # FOLDER
  (cd "$1" && find audio -type f | sort) >"$work/files"
  sqlite3 "$1/catalog.db" \
    "SELECT path FROM recording WHERE state <> 'lost' ORDER BY path" |
    diff - "$work/files" >"$work/diff" && return 0
  sed 's/^/# /' "$work/diff"
  return 1
}

# Kills a run, and waits until it is gone; false: it was over before.
kill_after() { # SECONDS FORMAT
  "$spanrec" -q -o "$dir" -r "$work/calls.pcap" --audio-format "$2" \
    >"$work/out" 2>&1 &
  pid=$!
  sleep "$1"
  kill -KILL $pid
  wait $pid
  [ $? -eq 137 ]
} 2>"$work/killed.err"

# As many kills as are wanted; a run that was over before, or had not begun, is
# none. How long a run takes depends on what else runs here.
i=0
killed=0
recovered=0
while [ $i -lt $((kills * 8)) ] &&
  { [ $killed -lt $kills ] || [ $recovered -eq 0 ]; }; do
  i=$((i + 1))
  case $((i % 4)) in
  0) format=pcm16 ;;
  1) format=flac ;;
  2) format=opus ;;
  3) format=ulaw ;;
  esac
  eval "took=\$took_$format"
  after=$(awk -v seed="$((seed % 100000 * 1000 + i))" -v took="$took" \
    'BEGIN { srand(seed); rand(); printf "%.4f", rand() * took / 1e9 }')
  dir=$work/killed
  rm -rf "$dir"
  kill_after "$after" "$format" || {
    eval "took_$format=$((took * 3 / 4))"
    continue
  }
  [ -d "$dir" ] || continue
  killed=$((killed + 1))
  parts=$(find "$dir" -name '*.part' | wc -l)
  what="$format killed after $after s with $parts files open:"
  "$spanrec" -q -o "$dir" -r "$work/next.pcap" 2>"$work/err"
  ok $? "$what the next run works" || sed 's/^/# /' "$work/err"
  is "$(find "$dir" -name '*.part' -o -name '*.damaged')" "" \
    "$what nothing is left half"
  is "$(sqlite3 "$dir/catalog.db" "PRAGMA integrity_check;
    PRAGMA foreign_key_check;
    SELECT count(*) FROM recording WHERE state = 'open';
    SELECT count(*) FROM call WHERE state IN ('ringing', 'active');
    SELECT count(*) FROM call WHERE state = 'recovered' AND reason IS NULL" |
    tr '\n' ' ')" "ok 0 0 0 " "$what no row is"
  rows_are_true "$dir"
  ok $? "$what rows say what their files are"
  files_have_rows "$dir"
  ok $? "$what all files have rows"
  is_beginning "$dir" "$format" "$parts"
  ok $? "$what the audio is what was spoken"
  recovered=$((recovered + $(sqlite3 "$dir/catalog.db" \
    "SELECT count(*) FROM recording WHERE state = 'recovered'")))
done
echo "# $recovered recordings were recovered"
[ "$killed" -ge "$kills" ]
ok $? "$killed runs were killed"
[ "$recovered" -gt 0 ]
ok $? "there was something to recover"

# The same capture again gives what it gives in a new folder (promise 1).
rm -rf "$dir"
kill_after "$(awk -v t="$took_flac" 'BEGIN { print t / 2e9 }')" flac
"$spanrec" -q -o "$dir" -r "$work/calls.pcap" --audio-format flac 2>"$work/err"
ok $? "a run that was killed can be done again"
audio_sums "$dir" >"$work/again"
audio_sums "$work/whole-flac" >"$work/once"
same "$work/again" "$work/once" "and gives the same audio"
"$spanview" -d "$dir" list --json | jq -S 'sort_by(.id)' >"$work/again.json"
jq -S 'sort_by(.id)' "$work/whole-flac.json" >"$work/once.json"
same "$work/again.json" "$work/once.json" "and the same calls"
is "$("$spanrec" -q -o "$dir" -r "$work/next.pcap" 2>&1)" "" \
  "a run that ended well leaves nothing to recover"
done_testing
