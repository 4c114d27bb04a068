#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One call in every kind of file: packed, converted, split, piped, merged,
# damaged. It must be the same call with the same audio as from the plain file.
set -u
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq sqlite3 tcpdump editcap mergecap python3

plain=$samples/formats-plain.pcap
cooked=$samples/formats-cooked.pcap

# What a call is, but for identifiers, which hold times.
call='map({sip_call_id, state, completeness, reason, caller, callee,
  duration_ms, streams: (.streams | map({side, codec, ssrc, packets, lost})),
  recordings: (.recordings | map({sha256, duration_ms}))})'
record "$work/plain" -r "$plain"
is $? 0 "the plain file is recorded"
jq -S "$call" "$work/plain.json" >"$work/call"
fact "$work/plain.json" "it has one complete call" \
  'length == 1 and .[0].completeness == "complete"'

# What was recorded into $work/got must be that call.
same_call() { # WHAT
  jq -S "$call" "$work/got.json" >"$work/got.call"
  same "$work/got.call" "$work/call" "$1: the same call and audio"
}

# Records the files into $work/got, silently and with status 0.
recorded() { # WHAT OPTION...
  _what=$1
  shift
  record "$work/got" "$@"
  is "$?" 0 "$_what: is recorded"
  is "$(cat "$work/err")" "" "$_what: nothing to complain of"
  same_call "$_what"
}

# Counter NAME of the folder that was recorded last.
counted() { # NAME
  sqlite3 "$work/got/catalog.db" \
    "SELECT coalesce(sum(value), 0) FROM capture_stat WHERE name = '$1'"
}

# Packed by the tools themselves; what they are is not told by the name.
gzip -c "$plain" >"$work/gzip"
recorded "gzip" -r "$work/gzip"
{
  head -c 30000 "$plain" | gzip -c
  tail -c +30001 "$plain" | gzip -9 -c
} >"$work/members"
recorded "two gzip members" -r "$work/members"
for tool in zstd lz4; do
  name=$(echo $tool | tr '[:lower:]' '[:upper:]')
  if ! grep -q "^#define HAVE_$name 1" "$top_builddir/config.h"; then
    ok 0 "$tool # SKIP this build is without $tool"
  elif ! command -v $tool >/dev/null; then
    ok 0 "$tool # SKIP the tool $tool is not installed"
  else
    $tool -q -c "$plain" >"$work/$tool"
    recorded "$tool" -r "$work/$tool"
    $tool -q -c "$work/$tool" >"$work/twice"
    status 1 "$tool, twice packed: exit status 1" \
      "$spanrec" -q -r "$work/twice" -o "$work/no"
    has "$(cat "$work/err")" "$work/twice" "$tool, twice packed: is named"
    {
      head -c 30000 "$plain" | $tool -q -c
      tail -c +30001 "$plain" | $tool -q -c
    } >"$work/frames"
    recorded "two $tool frames" -r "$work/frames"
    size=$(wc -c <"$work/$tool")
    head -c $((size - 100)) "$work/$tool" >"$work/cut"
    status 1 "$tool, cut: exit status 1" \
      "$spanrec" -q -r "$work/cut" -o "$work/no"
    has "$(cat "$work/err")" "the $tool data is cut off" "$tool, cut: is told"
    record "$work/got" -r - <"$work/$tool"
    same_call "$tool from standard input"
  fi
done
xz -c "$plain" >"$work/xz" 2>/dev/null &&
  status 1 "xz: exit status 1" "$spanrec" -q -r "$work/xz" -o "$work/no" &&
  has "$(cat "$work/err")" "xz" "xz: the message says how it is packed"

# Every type that editcap writes of Ethernet frames.
for type in pcap nsecpcap modpcap rh6_1pcap suse6_3pcap nokiapcap pcapng; do
  if editcap -F $type "$plain" "$work/$type" 2>"$work/editcap"; then
    recorded "$type" -r "$work/$type"
  else
    ok 0 "$type # SKIP editcap does not write it"
  fi
done
python3 - "$plain" "$work" <<'SWAP'
import struct, sys
data = open(sys.argv[1], "rb").read()
out = struct.pack(">IHHIIII", *struct.unpack("<IHHIIII", data[:24]))
at = 24
while at < len(data):
    head = struct.unpack("<IIII", data[at:at + 16])
    out += struct.pack(">IIII", *head) + data[at + 16:at + 16 + head[2]]
    at += 16 + head[2]
open(sys.argv[2] + "/swapped", "wb").write(out)
SWAP
recorded "pcap of the other byte order" -r "$work/swapped"

# Half of the call was captured on Ethernet, half in cooked mode: one pcapng
# file with two interfaces, one behind the other with two sections.
editcap -r -F pcap "$plain" "$work/first" 1-160
editcap -r -F pcap "$cooked" "$work/second" 161-400
mergecap -F pcapng -w "$work/mixed" "$work/first" "$work/second"
recorded "pcapng of two link types" -r "$work/mixed"
editcap -r -F pcapng "$plain" "$work/section" 1-160
editcap -F pcapng "$work/second" "$work/section2"
cat "$work/section" "$work/section2" >"$work/sections"
recorded "pcapng of two sections" -r "$work/sections"

# Standard input: all kinds through a pipe, and from a file.
for kind in plain gzip pcapng swapped; do
  file=$work/$kind
  [ $kind = plain ] && file=$plain
  # dd makes it a pipe, and writes it in small pieces
  dd if="$file" bs=100 2>/dev/null | record "$work/got" -r -
  is $? 0 "$kind through a pipe: is recorded"
  same_call "$kind through a pipe"
done
record "$work/got" -r - <"$plain"
same_call "standard input is a file"
tcpdump -q -U -w - -r "$plain" 2>/dev/null | record "$work/got" -r -
same_call "what tcpdump -w - writes"

is_recording() { # FOLDER
  [ -n "$(find "$1" -name '*.part' 2>/dev/null)" ]
}

# Frames are taken as they arrive: what a pipe holds is at work while its
# writer is silent. The first half of the call makes the recording begin.
mkfifo "$work/fifo"
"$spanrec" -q -r "$work/fifo" -o "$work/live" 2>"$work/err" &
recorder=$!
exec 3>"$work/fifo"
head -c 60000 "$plain" >&3
await is_recording "$work/live"
ok $? "a pipe: the recording has begun before the pipe ends"
tail -c +60001 "$plain" >&3
exec 3>&-
wait $recorder
is $? 0 "a pipe: exit status 0 at its end"
"$spanview" -d "$work/live" list --json >"$work/got.json"
same_call "a pipe with a pause"

# A signal ends the waiting for a pipe that is silent.
"$spanrec" -q -r "$work/fifo" -o "$work/stopped" 2>"$work/err" &
recorder=$!
exec 3>"$work/fifo"
head -c 60000 "$plain" >&3
await is_recording "$work/stopped"
kill -TERM $recorder
wait $recorder
is $? 1 "SIGTERM at a silent pipe: exit status 1"
exec 3>&-
has "$(cat "$work/err")" "stopped after" "SIGTERM at a silent pipe: is told"
is "$(find "$work/stopped" -name '*.part')" "" \
  "SIGTERM at a silent pipe: the recording is closed"

# A rotation: seven files, by pattern, by folder, and as the shell expands it.
mkdir "$work/ring"
editcap -F pcap -c 50 "$plain" "$work/ring/ring.pcap"
is "$(find "$work/ring" -type f | wc -l)" 7 "editcap makes seven files"
recorded "a pattern" -r "$work/ring/*.pcap"
fact "$work/got.json" "a pattern: one recording of both sides" \
  '(.[0].recordings | length) == 1'
is "$(sqlite3 "$work/got/catalog.db" 'SELECT count(*) FROM source')" 7 \
  "a pattern: each file is a source"
recorded "what the shell makes of a pattern" -r "$work/ring"/*.pcap
recorded "a folder" -r "$work/ring"
recorded "a folder, with a slash" -r "$work/ring/"
echo "The files are from Monday." >"$work/ring/README"
gzip -c "$work/ring"/*_00003_*.pcap >"$work/ring/third"
rm "$work/ring"/*_00003_*.pcap
recorded "a folder with other files, one packed" -r "$work/ring"
if strace -f -o "$work/calls" -e trace=openat,seccomp "$spanrec" -q \
  -r "$work/ring" -o "$work/traced" 2>"$work/err" &&
  grep -q 'seccomp(SECCOMP_SET' "$work/calls"; then
  sed '/seccomp(SECCOMP_SET/,$d' "$work/calls" | grep "$work/ring/" |
    grep -v O_PATH >"$work/early"
  is "$(cat "$work/early")" "" "a folder: nothing in it is opened before rights are dropped"
else
  ok 0 "a folder: no strace, or no seccomp # SKIP"
fi
# The names do not tell the order of time.
number=9
mkdir "$work/names"
for file in "$work/ring"/*.pcap "$work/ring/third"; do
  cp "$file" "$work/names/$number.pcap"
  number=$((number - 1))
done
recorded "a rotation whose names are not in order" -r "$work/names"
status 1 "a pattern that nothing matches: exit status 1" \
  "$spanrec" -q -r "$work/ring/*.cap" -o "$work/no"
has "$(cat "$work/err")" "$work/ring/*.cap: no file matches" \
  "a pattern that nothing matches: is told"
mkdir "$work/bare"
echo "nothing" >"$work/bare/notes"
status 1 "a folder without captures: exit status 1" \
  "$spanrec" -q -r "$work/bare" -o "$work/no"
has "$(cat "$work/err")" "$work/bare: no capture file" \
  "a folder without captures: is told"

# Named twice, by whatever names: read once.
ln -s "$plain" "$work/link.pcap"
for other in "$plain" "$work/link.pcap" "$samples/formats-plain.pc[a]p"; do
  record "$work/got" -r "$plain" -r "$other"
  is $? 0 "named twice: exit status 0"
  has "$(cat "$work/err")" "was named twice, and is read once" \
    "named twice: is told"
  is "$(sqlite3 "$work/got/catalog.db" 'SELECT sum(packets) FROM source')" \
    323 "named twice: each frame is read once"
done

# Thousands of files, with few descriptors.
python3 - "$plain" "$work/many" <<'SPLIT'
import os, struct, sys
data = open(sys.argv[1], "rb").read()
os.mkdir(sys.argv[2])
at = 24
for number in range(2000):
    records = b""
    if at < len(data):
        end = at + 16 + struct.unpack("<I", data[at + 8:at + 12])[0]
        records, at = data[at:end], end
    with open("%s/%05d.pcap" % (sys.argv[2], number), "wb") as out:
        out.write(data[:24] + records)
SPLIT
(
  # shellcheck disable=SC3045 # dash has it
  ulimit -n 30
  recorded "2000 files, 30 descriptors" -r "$work/many" | sed 's/^ok [0-9]* //'
) >"$work/said"
is "$(grep -c '^- ' "$work/said")" 3 "2000 files with 30 descriptors"
grep -v '^- ' "$work/said" | sed 's/^/# /'

# Damage in the middle: the rest is read, and what is lost is told.
damaged() { # WHAT FILE SEEK BYTES
  cp "$2" "$work/damaged"
  chmod u+w "$work/damaged"
  tr '\0' '\377' </dev/zero | dd of="$work/damaged" bs=1 seek="$3" count="$4" \
    conv=notrunc 2>/dev/null
  status 1 "$1: exit status 1" \
    "$spanrec" -r "$work/damaged" -o "$work/got" --json
  has "$(cat "$work/err")" "$work/damaged: damaged at bytes" "$1: is told"
  has "$(cat "$work/err")" "read on behind" "$1: and that it was read on"
  "$spanview" -d "$work/got" list --json >"$work/got.json"
  fact "$work/got.json" "$1: the call is there, to its end" \
    'length == 1 and .[0].state == "ended"'
  fact "$work/out" "$1: few frames are lost" \
    ".packets > 305 and .packets < 323 and .source_resync >= 1
    and .source_bytes_lost > 0"
  rm -rf "$work/got"
}
rm -rf "$work/got"
damaged "pcap with a hole" "$plain" 30000 500
damaged "pcapng with a hole" "$work/pcapng" 30000 500
damaged "pcapng of two link types with a hole" "$work/mixed" 50000 500
# Four bytes were lost on the way: each record behind them begins elsewhere.
{
  head -c 30000 "$plain"
  tail -c +30005 "$plain"
} >"$work/shifted"
status 1 "pcap without four bytes: exit status 1" \
  "$spanrec" -r "$work/shifted" -o "$work/got" --json
fact "$work/out" "pcap without four bytes: nearly all frames" \
  '.packets >= 321 and .source_resync == 1'

# A filter, in tcpdump's words.
record "$work/got" -r "$plain" udp and host 192.0.2.10
is $? 0 "a filter: is recorded"
same_call "a filter that the call passes"
is "$(counted frame_filtered)" \
  "$(tcpdump -r "$plain" -w - not udp 2>/dev/null |
    tcpdump -r - 2>/dev/null | wc -l)" "a filter: what it left out is counted"
"$spanrec" -q -r "$plain" -o "$work/none" --json port 9 >"$work/out"
fact "$work/out" "a filter that nothing passes" \
  '.packets == 0 and .calls == 0 and .frame_filtered == 323'
record "$work/got" -r "$work/mixed" port 5060 or portrange 16000-17000
same_call "a filter for two link types"
status 2 "a wrong filter: exit status 2" \
  "$spanrec" -r "$plain" -o "$work/no" udp port
has "$(cat "$work/err")" "syntax error" "a wrong filter: libpcap says why"
status 1 "a filter without meaning for a link type: exit status 1" \
  "$spanrec" -q -r "$plain" -o "$work/no" ifindex 1
has "$(cat "$work/err")" "link type 1" "it is told for which link type"
done_testing
