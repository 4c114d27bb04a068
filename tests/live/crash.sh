# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Shared by the tests that end a recorder the hard way. Sourced after lib.sh.

# 680 ms may pass until audio is written, in FLAC 300 more; a machine that is
# busy with other tests needs some more.
WITHIN_US=1500000
[ -z "$SPANREC_LONG" ] || WITHIN_US=1000000
CALL_MS=3000 # how long each call is
recovered=0  # recordings, in all
worst_us=0   # what the worst of them lacks

# random NUMBER FROM TO: the same one for a $seed
random() {
  awk -v seed="$((seed % 100000 * 1000 + $1))" -v from="$2" -v to="$3" \
    'BEGIN { srand(seed); rand(); printf "%.3f", from + rand() * (to - from) }'
}

nth() { # N WORD...
  shift "$1"
  shift
  echo "${1:-pcm16}"
}

# How late it writes is measured: others have the processors when it has not.
# shellcheck disable=SC2034 # of tests/live/lib.sh
live_nice=-20

# Calls go on until the test ends.
speak_all_the_time() {
  live_calls "${SPANREC_RATE:-4}" 1000000 "$CALL_MS" >"$work/speak.out" 2>&1 &
  children="$children $!"
  wait_for 200 have_come 500
}

# A run that has nothing to do but to begin.
recover() { # FOLDER
  "$spanrec" -q -o "$1" -r "$top_srcdir/samples/busy.pcap" \
    >"$work/recover.out" 2>&1 || {
    sed 's/^/# /' "$work/recover.out"
    return 1
  }
}

# Does each row say what its file is, and has each file a row?
rows_are_true() { # FOLDER
  sqlite3 -separator ' ' "$1/catalog.db" "SELECT path, bytes, sha256
    FROM recording WHERE state <> 'lost' ORDER BY path" >"$work/rows"
  while read -r path bytes sha256; do
    if [ "$(stat -c %s "$1/$path" 2>&1)" != "$bytes" ] ||
      [ "$(sha256sum <"$1/$path")" != "$sha256  -" ]; then
      echo "# $path is not $bytes bytes, or another"
      return 1
    fi
  done <"$work/rows"
  (cd "$1" && find audio -type f | sort) >"$work/files"
  cut -d ' ' -f 1 "$work/rows" | diff - "$work/files" >"$work/diff" && return
  sed 's/^/# /' "$work/diff"
  return 1
}

is_recovered() { # FOLDER WHAT
  is "$(find "$1" -name '*.part' -o -name '*.damaged')" "" \
    "$2 nothing is left half"
  is "$(sqlite3 "$1/catalog.db" "PRAGMA integrity_check;
    PRAGMA foreign_key_check;
    SELECT count(*) FROM recording WHERE state = 'open';
    SELECT count(*) FROM call WHERE state IN ('ringing', 'active');
    SELECT count(*) FROM call WHERE state = 'recovered' AND reason IS NULL" |
    tr '\n' ' ')" "ok 0 0 0 " "$2 no row is"
  rows_are_true "$1"
  ok $? "$2 rows and files are the same"
}

# Has what was recovered all that was said up to a second before the moment,
# or the end of the call? Of a call that had begun before the recorder, the end
# is not known; and of a file without a row, only the second of its beginning.
plays_until() { # FOLDER MOMENT WHAT
  sqlite3 -separator ' ' "$1/catalog.db" "SELECT path, (SELECT
    min($2, coalesce(answered_us, recording.started_us) + ${CALL_MS}000) -
    (recording.started_us + recording.duration_ms * 1000) -
    iif(recording.started_us % 1000000, 0, 1000000)
    FROM call WHERE call.id = recording.call_id)
    FROM recording WHERE state = 'recovered' AND
    path NOT LIKE '%unknown%'" >"$work/lacks"
  late=0
  while read -r path lacks_us; do
    recovered=$((recovered + 1))
    [ "$lacks_us" -le "$worst_us" ] || worst_us=$lacks_us
    [ "$lacks_us" -gt $WITHIN_US ] || continue
    late=$((late + 1))
    echo "# $path ends $lacks_us us before the moment"
  done <"$work/lacks"
  is $late 0 "$3 what was recovered plays to within about a second of it"
}
