#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# spanview export --zip: all of a call in one file.
. "${top_srcdir:?}/tests/replay/tap.sh"
needs jq python3 sqlite3
view=$spanview
record "$work/rec" -r "$samples/b2bua.pcap"
d=$work/rec
id=$(jq -r '.[0].id' "$work/rec.json")
"$view" -d "$d" export "$id" --zip "$work/z.zip" \
  --capture "$samples/b2bua.pcap" 2>"$work/err"
status=$?
grep -q "no libarchive" "$work/err" && skip_all "no libarchive in this build"
is "$status" 0 "a zip file"

# A file of it, as another program reads it.
content() { # NAME
  python3 -c 'import sys, zipfile
sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
    "$work/z.zip" "$id/$1"
}

is "$(python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(z.testzip(), *[n.split("/")[1] for n in z.namelist()])' "$work/z.zip")" \
  "None audio.wav call.json explain.txt sip.txt packets.pcapng" \
  "what is in it, without damage"
content audio.wav >"$work/got"
cmp -s "$work/got" "$d/$(jq -r '.[0].recordings[0].path' "$work/rec.json")"
ok $? "the audio is that of the recording"
content call.json >"$work/got"
"$view" -d "$d" show "$id" --json >"$work/wanted"
same "$work/wanted" "$work/got" "the facts are those of show"
content explain.txt >"$work/got"
"$view" -d "$d" explain "$id" >"$work/wanted"
same "$work/wanted" "$work/got" "and the sentences those of explain"
content packets.pcapng >"$work/got"
"$view" -d "$d" export "$id" --pcap "$work/packets" \
  --capture "$samples/b2bua.pcap"
cmp -s "$work/got" "$work/packets"
ok $? "the packets are those of --pcap"
"$view" -d "$d" show "$id" --json >"$work/call.json"
is "$(content sip.txt | grep -c '^--- ')" \
  "$(jq '.messages | length' "$work/call.json")" "each SIP message"
cp "$work/z.zip" "$work/first.zip"
sleep 2
"$view" -d "$d" export "$id" --zip - --capture "$samples/b2bua.pcap" \
  >"$work/z.zip"
cmp -s "$work/z.zip" "$work/first.zip"
ok $? "the same file each time"
sqlite3 "$d/catalog.db" "UPDATE call SET caller_name = 'Zoë', callee_name = 'Zoë'"
"$view" -d "$d" export "$id" --zip "$work/z.zip" --force 2>"$work/err"
has "$(content explain.txt)" "Zoë" "names are as they are"
cp "$work/z.zip" "$work/first.zip"
LC_ALL=C "$view" -d "$d" export "$id" --zip - >"$work/z.zip" 2>"$work/err"
cmp -s "$work/z.zip" "$work/first.zip"
ok $? "the same file in each locale"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  script -qec "'$view' -d '$d' export $id --zip '$work/z.zip' --force" \
    /dev/null </dev/null >"$work/out"
  cmp -s "$work/z.zip" "$work/first.zip"
  ok $? "... and on a terminal"
fi

# Without audio; and what goes wrong.
rm -rf "$d/audio"
"$view" -d "$d" export "$id" --zip "$work/z.zip" --force 2>"$work/err"
is "$?" 0 "a call without audio"
has "$(cat "$work/err")" "media packets are not kept" "says what is missing"
content call.json | jq -e .id >/dev/null
ok $? "has the rest"
status 1 "a full disk" "$view" -d "$d" export "$id" --zip /dev/full
status 1 "a capture that is not there" "$view" -d "$d" export "$id" \
  --zip "$work/none" --capture "$work/nowhere"
has "$(cat "$work/err")" "nowhere" "is named"
[ ! -e "$work/none" ]
ok $? "and nothing is made"
done_testing
