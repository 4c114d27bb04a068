#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --checksum=no leaves out the SHA-256 of recordings, and nothing else.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sqlite3

# The catalogue, but for the sums of recordings.
dump() { # FOLDER
  cp "$1/catalog.db" "$work/copy.db"
  sqlite3 "$work/copy.db" "UPDATE recording SET sha256 = NULL; SELECT '';" \
    .dump
}

ask() { # FOLDER QUERY
  sqlite3 "$1/catalog.db" "$2"
}

# Compares the recordings of $work/with and $work/without.
equal() { # WHAT
  dump "$work/with" >"$work/dump.1"
  dump "$work/without" >"$work/dump.2"
  same "$work/dump.1" "$work/dump.2" "$1: all else in the catalogue is equal"
  is "$(audio_sums "$work/without")" "$(audio_sums "$work/with")" \
    "$1: so are the files"
}

sums="SELECT count(*) > 0, count(sha256) FROM recording"
generate calls --concurrent 3 --duration 4 --codec mixed --loss 2
for format in pcm16 ulaw alaw flac; do
  record "$work/with" --audio-format $format -r "$work/calls.pcap" &&
    record "$work/without" --audio-format $format --checksum=no \
      -r "$work/calls.pcap"
  ok $? "$format: calls are recorded with sums and without"
  is "$(ask "$work/without" "$sums")" "1|0" "$format: there are no sums"
  equal $format
done
fact "$work/without.json" "they are null in JSON" \
  'length == 3 and all(.[].recordings[]; has("sha256") and .sha256 == null)'
id=$(jq -r '.[0].id' "$work/with.json")
has "$("$spanview" -d "$work/without" show "$id" | tr -s ' ')" \
  "sha256 not made" "spanview show says that there is none"
case $("$spanview" -d "$work/with" show "$id") in
*"not made"*) ok 1 "... and only then" ;;
*) ok 0 "... and only then" ;;
esac
"$spanview" -d "$work/without" export --wav "$work/call.wav" \
  --zip "$work/call.zip" "$id" >/dev/null 2>&1
is $? 0 "such a recording is exported"

# What was there before is brought up to date.
echo "checksum = yes" >"$work/conf"
"$spanrec" -c "$work/conf" -q -o "$work/without" --audio-format flac \
  -r "$work/calls.pcap"
is "$? $(ask "$work/without" "SELECT count(*) - count(sha256)
  FROM recording")" "0 0" "another replay makes up for them"
echo "checksum = no" >"$work/conf"
"$spanrec" -c "$work/conf" -q -o "$work/without" --audio-format flac \
  -r "$work/calls.pcap"
is "$? $(ask "$work/without" "$sums")" "0 1|0" \
  "... and one without them leaves no old ones"

# A fax has its sum, since its pages are few.
record "$work/with" -r "$samples/t38-fax.pcap" &&
  record "$work/without" --checksum=no -r "$samples/t38-fax.pcap"
ok $? "a fax is recorded"
dump "$work/with" >"$work/dump.1"
dump "$work/without" >"$work/dump.2"
same "$work/dump.1" "$work/dump.2" "a fax: its row is the same, with its sum"
is "$(ask "$work/without" "SELECT count(*) > 0, min(length(sha256)) FROM fax")" \
  "1|64" "... which is there"
done_testing
